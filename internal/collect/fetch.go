package collect

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

// maxRedirects is how many times a server may send a fetch elsewhere.
const maxRedirects = 5

// Fetch reads one public file from the network: at most limit bytes, within
// timeout. The address is https; plain http goes to this very machine only. At
// most five redirects are followed, and none from https to http. Nothing that
// identifies anybody is sent: no user name, no cookie, no Authorization.
//
// The bytes are those of the file as the server holds it, whatever they are: who
// asks compares them with the digest that was expected. An error is a
// *problem.Problem whose place is the address.
func Fetch(ctx context.Context, address string, limit int64, timeout time.Duration) ([]byte, error) {
	return fetch(ctx, client(), address, limit, timeout)
}

// Spoken is an address as messages name it: without a password, and without a
// query, which may be a key.
func Spoken(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	u.RawQuery, u.ForceQuery, u.Fragment = "", false, ""
	return u.Redacted()
}

func fetch(ctx context.Context, client *http.Client, address string, limit int64, timeout time.Duration) ([]byte, error) {
	var place problem.Place
	u, err := url.Parse(address)
	if err != nil {
		return nil, problem.New(problem.Place{}, "this is no address", "give https://host/path")
	}
	place.Path = Spoken(address)
	if what := Refused(u); what != "" {
		return nil, problem.New(place, what, "give an address that begins with https:// and names no user")
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, problem.New(place, "this is no address", "give https://host/path")
	}
	request.Header.Set("User-Agent", "assay")
	response, err := client.Do(request)
	if err != nil {
		return nil, unreached(ctx, place, err, timeout)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, problem.New(place, fmt.Sprintf("the server answers %d %s", response.StatusCode, http.StatusText(response.StatusCode)), "check the address, or download the file and import it from there")
	case response.ContentLength > limit:
		return nil, tooLarge(place, limit)
	}
	var data bytes.Buffer
	if _, err := data.ReadFrom(io.LimitReader(response.Body, limit+1)); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, problem.New(place, fmt.Sprintf("the connection ended after %d of %d bytes", data.Len(), response.ContentLength), "try again")
		}
		return nil, unreached(ctx, place, err, timeout)
	}
	if int64(data.Len()) > limit {
		return nil, tooLarge(place, limit)
	}
	return data.Bytes(), nil
}

// client has no cookies and keeps no connection.
func client() *http.Client {
	transport := Transport()
	transport.DisableKeepAlives = true
	return &http.Client{
		Transport: transport,
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			from := before[len(before)-1].URL
			switch what := Refused(next.URL); {
			case len(before) > maxRedirects:
				return errRedirect{fmt.Sprintf("it redirects more than %d times", maxRedirects)}
			case from.Scheme == "https" && next.URL.Scheme != "https":
				return errRedirect{"it redirects from https to " + next.URL.Scheme}
			case what != "":
				return errRedirect{"it redirects to another address: " + what}
			}
			next.Header.Del("Referer")
			return nil
		},
	}
}

// Transport is how a server is reached: TLS 1.2 at least, through the proxy that
// the environment names, and the bytes as the server has them.
func Transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		ForceAttemptHTTP2:     true,
		// The digest is of the file, not of what a server makes of it.
		DisableCompression: true,
	}
}

// errRedirect is a redirect that is not followed.
type errRedirect struct{ what string }

func (e errRedirect) Error() string { return e.what }

// Refused says why an address is not asked; empty for one that may be.
func Refused(u *url.URL) string {
	switch {
	case u.User != nil:
		return "the address names a user"
	case u.Host == "":
		return "the address names no host"
	case u.Scheme == "https":
		return ""
	case u.Scheme == "http" && config.Loopback(u.Hostname()):
		return ""
	case u.Scheme == "http":
		return "what comes over plain http could be anybody's"
	}
	return "files are fetched over https only"
}

func tooLarge(place problem.Place, limit int64) error {
	return problem.New(place, fmt.Sprintf("the file has more than %d bytes", limit), "a catalog is far smaller; check the address")
}

// unreached says why there was no answer, or no end of it.
func unreached(ctx context.Context, place problem.Place, err error, timeout time.Duration) error {
	var redirect errRedirect
	var told *url.Error
	switch {
	case errors.As(err, &redirect):
		return problem.New(place, redirect.what, "give the address of the file itself, or download it and import it from there")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return problem.New(place, "the file was not there within "+timeout.String(), "try again, or download the file and import it from there")
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &told):
		err = told.Err
	}
	return problem.New(place, "it cannot be fetched: "+err.Error(), "check the address and the network, or download the file and import it from there")
}
