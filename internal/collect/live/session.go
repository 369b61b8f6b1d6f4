package live

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/redact"
)

const (
	jsonType     = "application/json"
	firstBackoff = time.Second
	mostBackoff  = time.Minute
	// mostWait is the longest that a server may ask to wait; what takes longer is
	// for the next run.
	mostWait      = 5 * time.Minute
	maxRedirects  = 5
	maxCerts      = 4 << 20
	tokenLeadTime = 30 * time.Second
)

// session asks one server. Its credentials go to that server's scheme, host and
// port and nowhere else.
type session struct {
	r        *run
	client   *http.Client
	home     *url.URL
	login    login
	headers  http.Header
	accept   string
	redactor *redactor
	left     int64 // bytes that may still come
	asked    []Ask
}

// login adds credentials to a request; nil where there are none.
type login interface {
	authorize(context.Context, *session, *http.Request) error
	// renew throws away what the server did not accept; false where there is
	// nothing else to try.
	renew() bool
}

// session opens one; nothing is asked yet.
func (r *run) session(address string, change func(*tls.Config) error) (*session, error) {
	home, err := url.Parse(address)
	if err != nil || collect.Refused(home) != "" {
		return nil, failure(evidence.Refused, "give an address that begins with https:// and names no user", "the address may not be asked")
	}
	transport := collect.Transport()
	transport.ResponseHeaderTimeout = r.Wait()
	if r.CA.Set() {
		pool, err := r.pool()
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	if change != nil {
		if err := change(transport.TLSClientConfig); err != nil {
			return nil, err
		}
	}
	s := &session{r: r, home: home, accept: jsonType, headers: http.Header{}, left: r.Limit(), redactor: newRedactor(r.Redact, r.vault)}
	if r.Accept.Set() {
		s.accept = r.Accept.Value
	}
	s.client = &http.Client{Transport: transport, CheckRedirect: s.redirect}
	for name, v := range r.Headers {
		text, err := r.vault.value(v)
		if err != nil {
			return nil, err
		}
		s.headers.Set(name, text)
	}
	s.login, err = r.login()
	return s, err
}

// pool reads the certificates of the collector's own authority.
func (r *run) pool() (*x509.CertPool, error) {
	data, err := r.vault.read(r.CA.Value, maxCerts)
	if err != nil {
		return nil, err
	}
	return poolOf(data)
}

func poolOf(data []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, failure(evidence.Unreachable, "give certificates in PEM", "the file of authorities holds no certificate")
	}
	return pool, nil
}

func (s *session) close() { s.client.CloseIdleConnections() }

// redirect follows a server that sends us elsewhere on itself.
func (s *session) redirect(next *http.Request, before []*http.Request) error {
	switch {
	case len(before) > maxRedirects:
		return failure(evidence.Refused, "give the address of what is to be collected", "it redirects more than %d times", maxRedirects)
	case !s.at(next.URL):
		return failure(evidence.Refused, "give the address that it redirects to, if that may see the credentials", "it redirects to another host, which is not asked")
	}
	next.Header.Del("Referer")
	return nil
}

// at says whether an address is the session's own server.
func (s *session) at(u *url.URL) bool {
	return u.Scheme == s.home.Scheme && strings.EqualFold(u.Host, s.home.Host) && u.User == nil
}

// answer is what a server gave.
type answer struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte // as it was served
	clean  []byte // redacted
}

// get asks for an address until there is an answer or no more try. Beside 200,
// the statuses of also are answers.
func (s *session) get(ctx context.Context, u *url.URL, also ...int) (*answer, error) {
	if !s.at(u) {
		return nil, failure(evidence.Unfinished, "ask that host by a collector of its own", "what follows is on another host, which is not asked")
	}
	s.asked = append(s.asked, Ask{Method: http.MethodGet, Address: s.r.vault.text(collect.Spoken(u.String())), At: s.r.opt.Now().UTC().Truncate(time.Second)})
	at, renewed := len(s.asked)-1, false
	for backoff := firstBackoff; ; {
		a, wait, err := s.try(ctx, u, also)
		ask := &s.asked[at]
		ask.Attempts++
		if a != nil {
			ask.Status = a.status
		}
		var f *Failure
		switch {
		case err == nil:
			return a, s.take(a, ask)
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case a != nil && a.status == http.StatusUnauthorized && !renewed && s.login != nil && s.login.renew():
			renewed = true
			continue
		case !errors.As(err, &f) || wait < 0 || ask.Attempts > s.r.Tries():
			return nil, err
		case wait > mostWait:
			return nil, failure(evidence.Throttled, "collect later, or less at once", "%s asks to wait %s", s.home.Host, wait.Round(time.Second))
		case wait == 0:
			wait, backoff = backoff, min(backoff*2, mostBackoff)
		}
		if err := s.r.opt.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// take redacts an answer and notes its digest.
func (s *session) take(a *answer, ask *Ask) error {
	s.left -= int64(len(a.body))
	isJSON := isJSONType(s.accept)
	if isJSON && !jsontext.Value(a.body).IsValid(redact.Lenient) {
		return notJSON()
	}
	var err error
	if a.clean, err = s.redactor.apply(a.body, isJSON); err != nil {
		return err
	}
	sum := sha256.Sum256(a.clean)
	ask.Bytes, ask.SHA256 = len(a.clean), hex.EncodeToString(sum[:])
	return nil
}

// never is a wait that does not end: there is no use in another try.
const never = time.Duration(-1)

// try asks once. Where it fails, wait is how long until another try: 0 for as
// long as we like, never for none.
func (s *session) try(ctx context.Context, u *url.URL, also []int) (a *answer, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.r.Wait())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, never, failure(evidence.Refused, "give https://host/path", "this is no address")
	}
	request.Header = s.headers.Clone()
	request.Header.Set("User-Agent", "assay")
	request.Header.Set("Accept", s.accept)
	if s.login != nil {
		if err := s.login.authorize(ctx, s, request); err != nil {
			return nil, again(err), err
		}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, again(err), s.unreached(ctx, err)
	}
	defer response.Body.Close()
	a = &answer{url: response.Request.URL, status: response.StatusCode, header: response.Header}
	if response.StatusCode == http.StatusOK || has(also, response.StatusCode) {
		a.body, wait, err = s.body(ctx, response)
		return a, wait, err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // the connection is used again
	wait, err = s.declined(response)
	return a, wait, err
}

func has(list []int, n int) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// body reads an answer whole, or says why not.
func (s *session) body(ctx context.Context, response *http.Response) ([]byte, time.Duration, error) {
	what := s.home.Host
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case response.Header.Get("Content-Encoding") != "":
		return nil, never, failure(evidence.NotUnderstood, "have the server answer plainly", "%s answers in an encoding that was not asked for", what)
	case err != nil || !s.fits(kind):
		return nil, never, failure(evidence.NotUnderstood, "see that the address gives what the collector asks for; accept: names another type", "%s answers with another type than %s, as a page to sign in would be", what, s.accept)
	case response.ContentLength > s.left:
		return nil, never, s.oversized()
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, s.left+1))
	// Where neither a length nor a frame says where the answer ends, the end of
	// the connection does, and may be anywhere; only JSON shows a cut.
	unframed := response.ProtoMajor < 2 && response.ContentLength < 0 && len(response.TransferEncoding) == 0 && !isJSONType(kind)
	switch {
	case err == nil && unframed:
		return nil, never, failure(evidence.Truncated, "have the server say where its answer ends, by Content-Length or in chunks", "%s does not say where its answer ends, so that nobody sees whether it was cut off", what)
	case err != nil && ctx.Err() == nil:
		return nil, 0, failure(evidence.Truncated, "collect again", "the answer of %s was cut off", what)
	case err != nil:
		return nil, 0, s.unreached(ctx, err)
	case int64(len(data)) > s.left:
		return nil, never, s.oversized()
	}
	return data, 0, nil
}

func (s *session) oversized() *Failure {
	return failure(evidence.Oversized, "ask for less, or raise max-bytes", "there is more than %d bytes", s.r.Limit())
}

// fits says whether an answer's type is the one that was asked for.
func (s *session) fits(kind string) bool {
	if isJSONType(s.accept) {
		return isJSONType(kind)
	}
	asked, _, err := mime.ParseMediaType(s.accept)
	return err == nil && kind == asked
}

// isJSONType says whether a media type is JSON: its own, or one that is built on
// it.
func isJSONType(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == jsonType || kind == "text/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json")
}

// declined is what another status than the one hoped for means.
func (s *session) declined(response *http.Response) (time.Duration, error) {
	code, host := response.StatusCode, s.home.Host
	status := strconv.Itoa(code) + " " + http.StatusText(code)
	asked, limited := s.asksToWait(response.Header)
	switch {
	case code == http.StatusTooManyRequests, code == http.StatusForbidden && limited:
		return asked, failure(evidence.Throttled, "collect later, or less at once", "%s answers %s until no try is left", host, status)
	case code == http.StatusUnauthorized:
		return never, failure(evidence.Unauthorized, "renew the credentials", "%s answers %s", host, status)
	case code == http.StatusForbidden:
		return never, failure(evidence.Unauthorized, "give the credentials the right to read it", "%s answers %s", host, status)
	case code == http.StatusGone:
		return never, &gone{failure(evidence.Unfinished, "collect again", "%s answers %s: the list changed while it was read", host, status)}
	case code == http.StatusRequestTimeout, code >= 500 && code != http.StatusNotImplemented:
		return asked, failure(evidence.ServerFailed, "collect later", "%s answers %s until no try is left", host, status)
	}
	return never, failure(evidence.Refused, "check the address and what the credentials may read", "%s answers %s", host, status)
}

// gone is a page that is there no more.
type gone struct{ *Failure }

func (g *gone) Unwrap() error { return g.Failure }

// asksToWait reads Retry-After, in seconds or as a date, and GitHub's rate limit.
// Limited says that there is either.
func (s *session) asksToWait(h http.Header) (wait time.Duration, limited bool) {
	after := h.Get("Retry-After")
	if after == "" {
		if h.Get("X-RateLimit-Remaining") != "0" {
			return 0, false
		}
		seconds, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
		if err != nil {
			return 0, true
		}
		return max(time.Unix(seconds, 0).Sub(s.r.opt.Now()), time.Second), true
	}
	if seconds, err := strconv.ParseInt(after, 10, 64); err == nil && seconds >= 0 {
		return max(min(time.Duration(seconds), time.Duration(1<<31))*time.Second, time.Second), true
	}
	if at, err := http.ParseTime(after); err == nil {
		return max(at.Sub(s.r.opt.Now()), time.Second), true
	}
	return 0, true
}

// again is how long to wait after an error of the connection.
func again(err error) time.Duration {
	var f *Failure
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	if errors.As(err, &f) {
		if f.Why == evidence.Unreachable || f.Why == evidence.TimedOut || f.Why == evidence.ServerFailed {
			return 0
		}
		return never
	}
	if errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid) {
		return never
	}
	return 0
}

// unreached says why there was no answer, in words of our own.
func (s *session) unreached(ctx context.Context, err error) error {
	var f *Failure
	var unknown x509.UnknownAuthorityError
	host := s.home.Host
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return failure(evidence.TimedOut, "collect later, or raise timeout", "%s did not answer within %s", host, s.r.Wait())
	case errors.As(err, &unknown):
		return failure(evidence.Unreachable, "name the file of its authority in ca:", "%s has a certificate of an authority that nobody here knows", host)
	case again(err) == never:
		return failure(evidence.Unreachable, "correct the address, or the server's certificate", "%s has a certificate that does not hold", host)
	}
	return failure(evidence.Unreachable, "check the address and the network", "%s cannot be reached", host)
}
