package collect_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/collect"
)

// A server on this machine with every fault that a server can have.
func faulty(t *testing.T) *httptest.Server {
	t.Helper()
	done := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/good", func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Authorization", "Cookie", "Referer", "Accept-Encoding"} {
			if v := r.Header.Get(name); v != "" && v != "identity" {
				t.Errorf("the request says %s: %s", name, v)
			}
		}
		fmt.Fprint(w, "the file")
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "only a part")
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/slow-body", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "a")
		w.(http.Flusher).Flush()
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/five/", func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Path + "i"
		if strings.HasSuffix(to, "iiiii") {
			to = "/good"
		}
		w.Header().Set("Set-Cookie", "who=me")
		http.Redirect(w, r, to, http.StatusFound)
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://192.0.2.1/file", http.StatusFound)
	})
	mux.HandleFunc("/as-user", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://me:secret@"+r.Host+"/good", http.StatusFound)
	})
	mux.Handle("/to-file", http.RedirectHandler("file:///etc/hosts", http.StatusFound))
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", 2000)) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			fmt.Fprint(w, strings.Repeat("x", 2000))
			w.(http.Flusher).Flush()
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(func() { close(done); s.Close() })
	return s
}

func TestFetch(t *testing.T) {
	s := faulty(t)
	for _, path := range []string{"/good", "/five/"} {
		got, err := collect.Fetch(context.Background(), s.URL+path, 1000, time.Minute)
		if err != nil || string(got) != "the file" {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestFetchRefuses(t *testing.T) {
	s := faulty(t)
	for _, row := range []struct{ name, address, want string }{
		{"cut off", s.URL + "/cut", "the connection ended after 11 of 100 bytes"},
		{"no answer in time", s.URL + "/slow", "not there within 200ms"},
		{"no end in time", s.URL + "/slow-body", "not there within 200ms"},
		{"redirects in a circle", s.URL + "/loop", "redirects more than 5 times"},
		{"redirect to plain http elsewhere", s.URL + "/away", "plain http could be anybody's"},
		{"redirect to a user", s.URL + "/as-user", "the address names a user"},
		{"redirect to a file", s.URL + "/to-file", "names no host"},
		{"too large", s.URL + "/large", "more than 1000 bytes"},
		{"too large, and does not say so", s.URL + "/endless", "more than 1000 bytes"},
		{"not there", s.URL + "/nothing", "404 Not Found"},
		{"nobody listens", "http://127.0.0.1:1/x", "cannot be fetched"},
		{"plain http", "http://example.org/x", "plain http could be anybody's"},
		{"plain http to a name like this machine's", "http://localhost.example.org/x", "plain http could be anybody's"},
		{"a file of the machine", "file:///etc/hosts", "names no host"},
		{"another protocol", "ftp://example.org/x", "https only"},
		{"with a password", "https://me:secret@example.org/x", "names a user"},
		{"no address", "https://%zz", "no address"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := collect.Fetch(context.Background(), row.address, 1000, 200*time.Millisecond)
			if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

// A server that is trusted must not hand over to one that is not.
func TestFetchIsNotSentFromSecureToPlain(t *testing.T) {
	plain := faulty(t)
	s := httptest.NewTLSServer(http.RedirectHandler(plain.URL+"/good", http.StatusFound))
	t.Cleanup(s.Close)
	_, err := collect.FetchWith(context.Background(), s.URL, s.Certificate(), 1000, time.Minute)
	if err == nil || !strings.Contains(err.Error(), "redirects from https to http") {
		t.Errorf("got %v", err)
	}
}

// What stands behind the ? of an address may be a key: no message repeats it.
func TestNoMessageRepeatsAQuery(t *testing.T) {
	server := faulty(t)
	for _, path := range []string{"/none", "/cut", "/loop", "/away", "/endless", "/good/../x"} {
		_, err := collect.Fetch(context.Background(), server.URL+path+"?token=SECRET#part", 1000, 2*time.Second)
		if err == nil {
			continue
		}
		if text := fmt.Sprint(err); strings.Contains(text, "SECRET") {
			t.Errorf("%s: %s", path, text)
		}
	}
	for address, want := range map[string]string{
		"https://me:secret@example.org/a?k=v#f": "https://me:xxxxx@example.org/a", "https://example.org/a": "https://example.org/a", "https://%zz?k=SECRET": "the address",
	} {
		if got := collect.Spoken(address); got != want {
			t.Errorf("%s is spoken %s", address, got)
		}
	}
}
