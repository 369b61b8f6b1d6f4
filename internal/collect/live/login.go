package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
)

const maxToken = 64 << 10

// login makes what assay.yaml says of credentials ready; nil where it says
// nothing.
func (r *run) login() (login, error) {
	a := r.Auth
	switch {
	case a == nil:
		return nil, nil
	case a.Bearer != nil:
		return r.bearer(*a.Bearer)
	case a.Basic != nil:
		user, err := r.vault.value(a.Basic.User)
		if err != nil {
			return nil, err
		}
		password, err := r.vault.get(a.Basic.Password)
		r.vault.remember(user + ":" + password)
		return &basic{user, password}, err
	}
	id, err := r.vault.value(a.OAuth.ClientID)
	if err != nil {
		return nil, err
	}
	secret, err := r.vault.get(a.OAuth.ClientSecret)
	r.vault.remember(url.QueryEscape(id) + ":" + url.QueryEscape(secret))
	return &oauth{OAuth: *a.OAuth, id: id, secret: secret}, err
}

func (r *run) bearer(s config.Secret) (login, error) {
	token, err := r.vault.get(s)
	if err != nil {
		return nil, err
	}
	b := &bearer{token: token}
	if s.File.Set() {
		// A token in a file is exchanged there when it runs out, as a cluster does.
		b.read = func() (string, error) { return r.vault.get(s) }
	}
	return b, nil
}

type basic struct{ user, password string }

func (b *basic) authorize(_ context.Context, _ *session, q *http.Request) error {
	q.SetBasicAuth(b.user, b.password)
	return nil
}

func (*basic) renew() bool { return false }

type bearer struct {
	token string
	read  func() (string, error)
}

func (b *bearer) authorize(_ context.Context, _ *session, q *http.Request) error {
	q.Header.Set("Authorization", "Bearer "+b.token)
	return nil
}

func (b *bearer) renew() bool {
	if b.read == nil {
		return false
	}
	token, err := b.read()
	changed := err == nil && token != b.token
	if changed {
		b.token = token
	}
	return changed
}

// oauth gets tokens by the client credentials grant: RFC 6749, section 4.4, with
// the client's name and secret in the Authorization header as its section 2.3.1
// has it.
type oauth struct {
	config.OAuth
	id, secret string
	token      string
	until      time.Time // zero: the server does not say
}

func (o *oauth) authorize(ctx context.Context, s *session, q *http.Request) error {
	if o.token == "" || !o.until.IsZero() && !s.r.opt.Now().Before(o.until) {
		if err := o.get(ctx, s); err != nil {
			return err
		}
	}
	q.Header.Set("Authorization", "Bearer "+o.token)
	return nil
}

func (o *oauth) renew() bool {
	o.token = ""
	return true
}

// get asks for a token. The client's secret goes to no other address than that
// of the token, so no redirect is followed.
func (o *oauth) get(ctx context.Context, s *session) error {
	form := url.Values{"grant_type": {"client_credentials"}}
	if o.Scope.Set() {
		form.Set("scope", o.Scope.Value)
	}
	if o.Audience.Set() {
		form.Set("audience", o.Audience.Value)
	}
	address := o.TokenURL.Value
	u, err := url.Parse(address)
	if err != nil || collect.Refused(u) != "" {
		return failure(evidence.Unauthorized, "correct token-url", "the address of the token may not be asked")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return failure(evidence.Unauthorized, "correct token-url", "the address of the token is none")
	}
	request.SetBasicAuth(url.QueryEscape(o.id), url.QueryEscape(o.secret))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", jsonType)
	request.Header.Set("User-Agent", "assay")
	client := &http.Client{Transport: s.client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at := s.r.opt.Now()
	response, err := client.Do(request)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return failure(evidence.TimedOut, "collect later, or raise timeout", "there was no token within %s", s.r.Wait())
		}
		return failure(evidence.Unreachable, "check token-url and the network", "the address of the token cannot be reached")
	}
	defer response.Body.Close()
	s.asked = append(s.asked, Ask{Method: http.MethodPost, Address: collect.Spoken(address), At: at.UTC().Truncate(time.Second), Attempts: 1, Status: response.StatusCode})
	data, err := io.ReadAll(io.LimitReader(response.Body, maxToken))
	var token struct {
		Token   string  `json:"access_token"`
		Type    string  `json:"token_type"`
		Seconds float64 `json:"expires_in"`
	}
	if code := response.StatusCode; code >= 500 || code == http.StatusTooManyRequests {
		return failure(evidence.ServerFailed, "collect later", "no token was given: %d %s", code, http.StatusText(code))
	}
	if response.StatusCode != http.StatusOK || err != nil || json.Unmarshal(data, &token) != nil ||
		token.Token == "" || !strings.EqualFold(token.Type, "bearer") || strings.ContainsAny(token.Token, "\r\n\x00") {
		return failure(evidence.Unauthorized, "check token-url, the client's name and secret, and the scope", "no token was given: %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	s.r.vault.remember(token.Token)
	o.token, o.until = token.Token, time.Time{}
	if token.Seconds > 0 && token.Seconds < 1e9 {
		o.until = at.Add(time.Duration(token.Seconds)*time.Second - tokenLeadTime)
	}
	return nil
}
