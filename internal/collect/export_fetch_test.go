package collect

import (
	"context"
	"crypto/x509"
	"net/http"
	"time"
)

// FetchWith is Fetch with a server's own certificate trusted.
func FetchWith(ctx context.Context, address string, trusted *x509.Certificate, limit int64, timeout time.Duration) ([]byte, error) {
	c := client()
	pool := x509.NewCertPool()
	pool.AddCert(trusted)
	c.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
	return fetch(ctx, c, address, limit, timeout)
}
