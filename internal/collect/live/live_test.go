package live

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
)

// canary is a secret. It must come out nowhere.
const canary = "CANARY/bird+4711=="

// world is a clock that moves by sleeping only, and an environment.
type world struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	env   map[string]string
	dir   string
}

func newWorld(t *testing.T) *world {
	return &world{
		now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), dir: t.TempDir(),
		env: map[string]string{"SECRET": canary, "PATH": os.Getenv("PATH")},
	}
}

func (w *world) options() Options {
	return Options{
		Root: w.dir, Dir: w.dir,
		Now: func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now },
		Env: func(name string) (string, bool) { v, ok := w.env[name]; return v, ok },
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.now, w.slept = w.now.Add(d), append(w.slept, d)
			return ctx.Err()
		},
	}
}

// collector reads the keys of one collector as assay.yaml has them.
func collector(t testing.TB, text string) config.Collector {
	t.Helper()
	doc := "system-id: s\nsystem:\n  - {key: idp, type: application, title: T}\nframeworks: [hipaa]\ncollectors:\n  c:\n    component: idp\n    out: out.jsonl\n"
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		doc += "    " + line + "\n"
	}
	cfg, err := config.Decode("assay.yaml", []byte(doc))
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return cfg.Collectors["c"]
}

// runs runs a collector, and holds what every capture promises: data or a
// failure, and the secret in neither.
func (w *world) runs(t testing.TB, text string) []Capture {
	t.Helper()
	out, err := Run(t.Context(), collector(t, text), w.options())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range out {
		if (c.Data == nil) == (c.Failure == nil) {
			t.Errorf("%s has both or neither of data and failure: %q, %v", c.Name, c.Data, c.Failure)
		}
		said := string(c.Data)
		if c.Failure != nil {
			said += c.Failure.What + c.Failure.Remedy
		}
		for _, a := range c.Asked {
			said += a.Address
		}
		for _, r := range c.Redacted {
			said += r.Rule
		}
		if strings.Contains(said, canary) {
			t.Errorf("%s tells the secret: %s", c.Name, said)
		}
	}
	return out
}

// httpOne runs an http collector against a server of its own.
func (w *world) httpOne(t *testing.T, h http.HandlerFunc, more string) Capture {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return w.runs(t, "type: http\nkinds: [iam-accounts]\nurl: "+s.URL+"/api/users?limit=2\n"+strings.ReplaceAll(more, "http://PLACE", s.URL))[0]
}

func answerJSON(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(body))
}

const withBearer = "auth: {bearer: {env: SECRET}}"

func why(c Capture) evidence.Incomplete {
	if c.Failure == nil {
		return ""
	}
	return c.Failure.Why
}

// What fails for a while is asked again, after as long as the server says or
// twice as long each time; what fails for good is a failure by its own name.
func TestAnswersThatAreNone(t *testing.T) {
	rows := []struct {
		name   string
		more   string
		answer func(n int, w http.ResponseWriter, r *http.Request) // n from 1
		why    evidence.Incomplete
		asked  int
		slept  []time.Duration
	}{
		{"whole at once", "", func(_ int, w http.ResponseWriter, _ *http.Request) { answerJSON(w, `[]`) }, "", 1, nil},
		{"an end that nothing frames", "accept: application/x-ndjson", func(_ int, w http.ResponseWriter, _ *http.Request) {
			c, buf, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n{}\n")
				_ = buf.Flush()
				c.Close()
			}
		}, evidence.Truncated, 1, nil},
		{"429 with Retry-After", "", then(func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(429)
		}), "", 2, []time.Duration{7 * time.Second}},
		{"429 with a date", "", then(func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "Fri, 20 Nov 2026 09:00:11 GMT")
			w.WriteHeader(429)
		}), "", 2, []time.Duration{11 * time.Second}},
		{"429 for an hour", "", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}, evidence.Throttled, 1, nil},
		{"429 for ever", "retries: 2", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) },
			evidence.Throttled, 3, []time.Duration{time.Second, 2 * time.Second}},
		{"rate limit of GitHub", "", then(func(w http.ResponseWriter) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", "1795165230") // 30 s past the hour
			w.WriteHeader(403)
		}), "", 2, []time.Duration{30 * time.Second}},
		{"500 then whole", "", then(func(w http.ResponseWriter) { w.WriteHeader(500) }), "", 2, []time.Duration{time.Second}},
		{"500 for ever", "retries: 3", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
			evidence.ServerFailed, 4, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
		{"no retries", "retries: 0", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, evidence.ServerFailed, 1, nil},
		{"401", "", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, evidence.Unauthorized, 1, nil},
		{"403", "", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, evidence.Unauthorized, 1, nil},
		{"404", "", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, evidence.Refused, 1, nil},
		{"204", "", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, evidence.Refused, 1, nil},
		{"slow body", "timeout: 50ms\nretries: 1", func(_ int, w http.ResponseWriter, r *http.Request) {
			answerJSON(w, `[`)
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, evidence.TimedOut, 2, []time.Duration{time.Second}},
		{"truncated body", "retries: 1", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			answerJSON(w, `[{"id":"ana"}`)
		}, evidence.Truncated, 2, []time.Duration{time.Second}},
		{"truncated without a length", "retries: 0", func(_ int, w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `[{"id":"ana"}`)
		}, evidence.NotUnderstood, 1, nil},
		{"broken connection", "retries: 1", func(_ int, _ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
			evidence.Unreachable, 2, []time.Duration{time.Second}},
		{"huge, and says so", "max-bytes: 100", func(_ int, w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `["`+strings.Repeat("x", 200)+`"]`)
		}, evidence.Oversized, 1, nil},
		{"huge, and does not say so", "max-bytes: 100", func(_ int, w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				answerJSON(w, "          ")
				w.(http.Flusher).Flush()
			}
		}, evidence.Oversized, 1, nil},
		{"a page to sign in", "", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>" + canary))
		}, evidence.NotUnderstood, 1, nil},
		{"no JSON", "", func(_ int, w http.ResponseWriter, _ *http.Request) { answerJSON(w, canary) }, evidence.NotUnderstood, 1, nil},
		{"compressed", "", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			answerJSON(w, `[]`)
		}, evidence.NotUnderstood, 1, nil},
		{"empty", "", func(_ int, w http.ResponseWriter, _ *http.Request) { answerJSON(w, "") }, evidence.NotUnderstood, 1, nil},
		{"a next page that nobody asked about", "", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", `</api/users?page=2>; rel="next"`)
			answerJSON(w, `[]`)
		}, evidence.Unfinished, 1, nil},
		{"a member that says more follows", "", func(_ int, w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"value":[],"@odata.nextLink":"https://x.example"}`)
		}, evidence.Unfinished, 1, nil},
		{"redirects without end", "", func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/api/users?again", http.StatusFound)
		}, evidence.Refused, 6, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w, n := newWorld(t), 0
			var mu sync.Mutex
			c := w.httpOne(t, func(rw http.ResponseWriter, r *http.Request) {
				mu.Lock()
				n++
				at := n
				mu.Unlock()
				if got := r.Header.Get("Authorization"); got != "Bearer "+canary {
					t.Errorf("asked as %q", got)
				}
				row.answer(at, rw, r)
			}, withBearer+"\n"+row.more)
			mu.Lock()
			defer mu.Unlock()
			if why(c) != row.why || n != row.asked || !slices.Equal(w.slept, row.slept) {
				t.Errorf("%q after %d requests and %v, want %q, %d, %v; %v", why(c), n, w.slept, row.why, row.asked, row.slept, c.Failure)
			}
		})
	}
}

// then fails once and is whole afterwards.
func then(fail func(http.ResponseWriter)) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 1 {
			fail(w)
			return
		}
		answerJSON(w, `[]`)
	}
}

// Credentials go to their own host only, whoever sends us elsewhere: a redirect,
// the address of a next page, the server of tokens.
func TestCredentialsStayAtHome(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		answerJSON(w, `[]`)
	}))
	defer other.Close()
	away := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }
	for _, row := range []struct {
		name, more string
		handler    http.HandlerFunc
		why        evidence.Incomplete
	}{
		{"redirect", withBearer, away, evidence.Refused},
		{"redirect with a header", "headers: {X-Api-Key: {env: SECRET}}", away, evidence.Refused},
		{"redirect of a password", "auth: {basic: {user: ana, password: {env: SECRET}}}", away, evidence.Refused},
		{"next page by link", withBearer + "\npaging: {style: link}", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", "<"+other.URL+">; rel=next")
			answerJSON(w, `[]`)
		}, evidence.Unfinished},
		{"next page by cursor", withBearer + "\npaging: {style: cursor, cursor: /next, items: /list}", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"list":[],"next":"`+other.URL+`"}`)
		}, evidence.Unfinished},
	} {
		t.Run(row.name, func(t *testing.T) {
			if c := newWorld(t).httpOne(t, row.handler, row.more); why(c) != row.why {
				t.Errorf("%q: %v", why(c), c.Failure)
			}
		})
	}
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	defer tokens.Close()
	c := newWorld(t).httpOne(t, func(http.ResponseWriter, *http.Request) { t.Error("asked without a token") },
		"auth: {oauth: {token-url: "+tokens.URL+", client-id: me, client-secret: {env: SECRET}}}")
	if why(c) != evidence.Unauthorized || asked > 0 {
		t.Errorf("%q, and another host was asked %d times", why(c), asked)
	}
}

// A token that the server takes no more is renewed once; one that is about to run
// out before it is used.
func TestTokens(t *testing.T) {
	for _, row := range []struct {
		name           string
		expires        string
		takes          func(n int) bool // the n-th request for data
		tokens, served int
		why            evidence.Incomplete
	}{
		{"one for all", `,"expires_in":3600`, func(int) bool { return true }, 1, 2, ""},
		{"expired early", `,"expires_in":3600`, func(n int) bool { return n != 2 }, 2, 3, ""},
		{"runs out", `,"expires_in":20`, func(int) bool { return true }, 2, 2, ""},
		{"never good", "", func(int) bool { return false }, 2, 2, evidence.Unauthorized},
	} {
		t.Run(row.name, func(t *testing.T) {
			tokens, served := 0, 0
			c := newWorld(t).httpOne(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/token" {
					tokens++
					id, secret, _ := r.BasicAuth()
					if id != "me" || secret != "CANARY%2Fbird%2B4711%3D%3D" || r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("scope") != "read" {
						t.Errorf("asked for a token as %q %q %v", id, secret, r.PostForm)
					}
					answerJSON(w, `{"access_token":"TOKEN-`+strings.Repeat("x", tokens)+`","token_type":"bearer"`+row.expires+`}`)
					return
				}
				if served++; !row.takes(served) {
					w.WriteHeader(401)
					return
				}
				if want := "Bearer TOKEN-" + strings.Repeat("x", tokens); r.Header.Get("Authorization") != want {
					t.Errorf("asked as %q, want %q", r.Header.Get("Authorization"), want)
				}
				if r.URL.Query().Get("page") == "" {
					w.Header().Set("Link", `</api/users?page=2>; rel=next`)
				}
				answerJSON(w, `[{"at":"`+r.URL.RawQuery+`","t":"`+r.Header.Get("Authorization")+`"}]`)
			}, "paging: {style: link}\nauth: {oauth: {token-url: \"http://PLACE/token\", client-id: me, client-secret: {env: SECRET}, scope: read}}")
			if why(c) != row.why || tokens != row.tokens || served != row.served {
				t.Errorf("%q with %d tokens and %d requests: %v", why(c), tokens, served, c.Failure)
			}
			if strings.Contains(string(c.Data), "TOKEN-") {
				t.Errorf("the token came out: %s", c.Data)
			}
		})
	}
}

// A certificate of nobody's authority is refused; one of the authority that ca:
// names is taken.
func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, `[1]`) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	w := newWorld(t)
	text := "type: http\nkinds: [iam-accounts]\nurl: " + s.URL + "\n"
	if c := w.runs(t, text)[0]; why(c) != evidence.Unreachable || len(w.slept) > 0 {
		t.Errorf("an unknown authority: %q after %v", why(c), w.slept)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(w.dir, "ca.pem"), authority, 0o600); err != nil {
		t.Fatal(err)
	}
	if c := w.runs(t, text+"ca: ca.pem")[0]; string(c.Data) != "[1]" {
		t.Errorf("a known authority: %q, %v", c.Data, c.Failure)
	}
}

// Where a secret is missing or unusable, nothing is asked, and the reason is
// told without it.
func TestMissingSecrets(t *testing.T) {
	w := newWorld(t)
	w.env["EMPTY"], w.env["LINES"] = "", canary+"\n"+canary
	if err := os.WriteFile(filepath.Join(w.dir, "secret"), []byte(canary+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for reference, want := range map[string]evidence.Incomplete{
		"env: NOT_SET": evidence.Unauthorized, "env: EMPTY": evidence.Unauthorized, "env: LINES": evidence.Unauthorized,
		"file: nowhere": evidence.Unauthorized, "file: .": evidence.Unauthorized, "env: SECRET": "", "file: secret": "",
	} {
		asked := 0
		c := w.httpOne(t, func(rw http.ResponseWriter, r *http.Request) {
			asked++
			if r.Header.Get("X-Key") != canary {
				t.Errorf("%s: asked with %q", reference, r.Header.Get("X-Key"))
			}
			answerJSON(rw, `[]`)
		}, "headers: {X-Key: {"+reference+"}}")
		if why(c) != want || (asked > 0) != (want == "") {
			t.Errorf("%s: %q, asked %d times", reference, why(c), asked)
		}
	}
}

// A collection that is interrupted is none.
func TestInterrupted(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { cancel(); rw.WriteHeader(500) }))
	defer s.Close()
	if out, err := Run(ctx, collector(t, "type: http\nkinds: [iam-accounts]\nurl: "+s.URL), w.options()); !errors.Is(err, context.Canceled) || out != nil {
		t.Errorf("%v, %v", out, err)
	}
}
