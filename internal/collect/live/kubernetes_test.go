package live

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/redact"
)

const podsOf = "type: kubernetes\nkinds: [iam-accounts]\nresources: [v1/pods]\nurl: "

func podList(more, items string) string {
	return `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9","continue":"` + more + `"},"items":[` + items + `]}`
}

// A resource is listed to its end and written as kubectl writes it; a list that
// changes meanwhile is read once more from its beginning.
func TestKubernetesLists(t *testing.T) {
	rows := []struct {
		name, text string
		answer     func(n int, uri string, w http.ResponseWriter)
		names      string // of the items
		why        evidence.Incomplete
	}{
		{"pages", "", func(_ int, uri string, w http.ResponseWriter) {
			switch uri {
			case "/api/v1/pods?limit=500":
				answerJSON(w, podList("a/b", `{"metadata":{"name":"x"}}, {"metadata":{"name":"y"}}`))
			case "/api/v1/pods?continue=a%2Fb&limit=500":
				answerJSON(w, podList("", `{"metadata":{"name":"z"}}`))
			}
		}, "x y z", ""},
		{"expired once", "", func(n int, uri string, w http.ResponseWriter) {
			switch {
			case n == 2:
				w.WriteHeader(http.StatusGone)
			case strings.Contains(uri, "continue"):
				answerJSON(w, podList("", `{"metadata":{"name":"y"}}`))
			default:
				answerJSON(w, podList("c", `{"metadata":{"name":"x"}}`))
			}
		}, "x y", ""},
		{"expires always", "", func(_ int, uri string, w http.ResponseWriter) {
			if strings.Contains(uri, "continue") {
				w.WriteHeader(http.StatusGone)
				return
			}
			answerJSON(w, podList("c", ``))
		}, "", evidence.Unfinished},
		{"in a circle", "", func(_ int, _ string, w http.ResponseWriter) { answerJSON(w, podList("c", ``)) }, "", evidence.Unfinished},
		{"none", "", func(_ int, _ string, w http.ResponseWriter) {
			answerJSON(w, `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":null}`)
		}, "", ""},
		{"namespaces", "namespaces: [a, b]", func(_ int, uri string, w http.ResponseWriter) {
			answerJSON(w, podList("", `{"metadata":{"name":"`+strings.Split(uri, "/")[4]+`"}}`))
		}, "a b", ""},
		{"another list", "", func(_ int, _ string, w http.ResponseWriter) {
			answerJSON(w, `{"kind":"NodeList","apiVersion":"v2","items":[]}`)
		}, "", evidence.NotUnderstood},
		{"secrets under another name", "", func(_ int, _ string, w http.ResponseWriter) {
			answerJSON(w, `{"kind":"SecretList","apiVersion":"v1","items":[{"data":{"x":"`+canary+`"}}]}`)
		}, "", evidence.Refused},
		{"a secret among pods", "", func(_ int, _ string, w http.ResponseWriter) {
			answerJSON(w, podList("", `{"kind":"Secret","data":{}}`))
		}, "", evidence.Refused},
		{"no rights", "", func(_ int, _ string, w http.ResponseWriter) { w.WriteHeader(403) }, "", evidence.Unauthorized},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			n := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n++; row.answer(n, r.URL.RequestURI(), w) }))
			defer s.Close()
			c := newWorld(t).runs(t, podsOf+s.URL+"\n"+withBearer+"\n"+row.text)[0]
			if why(c) != row.why {
				t.Fatalf("%q: %v", why(c), c.Failure)
			}
			if row.why == "" {
				if got := strings.Join(podNames(t, c.Data), " "); got != row.names {
					t.Errorf("%s\n%s", got, c.Data)
				}
			}
		})
	}
}

func podNames(t *testing.T, data []byte) (names []string) {
	var list struct {
		Kind, APIVersion string
		Items            []struct {
			Kind, APIVersion string
			Metadata         struct{ Name string }
		}
	}
	if err := json.Unmarshal(data, &list); err != nil || list.Kind != "List" || list.APIVersion != "v1" {
		t.Errorf("%v: %s", err, data)
	}
	for _, i := range list.Items {
		if i.Kind != "Pod" || i.APIVersion != "v1" {
			t.Errorf("an item is of %q %q", i.APIVersion, i.Kind)
		}
		names = append(names, i.Metadata.Name)
	}
	return names
}

// clientPair is a certificate of a client and its key, in PEM.
func clientPair(t *testing.T) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "assay"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}

// A kubeconfig says where the cluster is and who we are; what would run a program
// or look away is refused.
func TestKubeconfig(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Header.Get("Authorization")
		if len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		answerJSON(w, podList("", `{"metadata":{"name":"as `+strings.ReplaceAll(name, canary, "SECRET")+`"}}`))
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	s.StartTLS()
	defer s.Close()
	ca := base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	cert, key := clientPair(t)
	b64 := base64.StdEncoding.EncodeToString
	for _, row := range []struct {
		name, cluster, user, more string
		names                     string
		why                       evidence.Incomplete
	}{
		{"a token", "certificate-authority-data: " + ca, "token: " + canary, "", "as Bearer SECRET", ""},
		{"a file of a token", "certificate-authority-data: " + ca, "tokenFile: token", "", "as Bearer SECRET", ""},
		{"a certificate", "certificate-authority-data: " + ca, "client-certificate-data: " + b64(cert) + "\n      client-key-data: " + b64(key), "context: main", "as assay", ""},
		{"no authority", "{}", "token: x", "", "", evidence.Unreachable},
		{"looks away", "insecure-skip-tls-verify: true", "token: x", "", "", evidence.Unauthorized},
		{"a program", "certificate-authority-data: " + ca, "exec: {command: aws}", "", "", evidence.Unauthorized},
		{"nobody", "certificate-authority-data: " + ca, "{}", "", "", evidence.Unauthorized},
		{"another context", "certificate-authority-data: " + ca, "token: x", "context: other", "", evidence.Unauthorized},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			text := fmt.Sprintf("apiVersion: v1\ncurrent-context: main\ncontexts:\n- name: main\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster:\n      server: %s\n      %s\nusers:\n- name: u\n  user:\n      %s\n", s.URL, row.cluster, row.user)
			text = strings.NewReplacer("cluster:\n      server: "+s.URL+"\n      {}", "cluster: {server: \""+s.URL+"\"}", "user:\n      {}", "user: {}").Replace(text)
			for name, content := range map[string]string{"config": text, "token": canary + "\n"} {
				if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c := w.runs(t, "type: kubernetes\nkinds: [iam-accounts]\nresources: [v1/pods]\nkubeconfig: config\nretries: 0\n"+row.more)[0]
			if why(c) != row.why {
				t.Fatalf("%q: %v", why(c), c.Failure)
			}
			if row.why == "" && strings.Join(podNames(t, c.Data), " ") != row.names {
				t.Errorf("%s", c.Data)
			}
		})
	}
}

// Outside of a cluster there is none.
func TestInCluster(t *testing.T) {
	if c := newWorld(t).runs(t, "type: kubernetes\nkinds: [iam-accounts]\nresources: [apps/v1/deployments]\nin-cluster: true")[0]; why(c) != evidence.Unauthorized {
		t.Errorf("%q", why(c))
	}
}

// A page is put into a list of JSON, or refused.
func FuzzKubernetesPage(f *testing.F) {
	f.Add(podList("x", `{"metadata":{"name":"a"}},{ },{"kind":"Pod"}`))
	f.Add(`{"kind":"SecretList","apiVersion":"v1","items":[{}]}`)
	f.Add(`{"kind":"PodList","apiVersion":"v1","items":[1,null,[]]}`)
	f.Fuzz(func(t *testing.T, page string) {
		if !jsontext.Value(page).IsValid(redact.Lenient) {
			return
		}
		out, n, err := appendItems([]byte("["), 0, []byte(page), "v1/pods")
		if err != nil {
			return
		}
		got, ok := elements(append(out, ']'))
		if !ok || len(got) != n {
			t.Errorf("%q became %q, of %d", page, out, n)
		}
		for _, o := range got {
			if kind, _ := scalarAt(o, []string{"kind"}); kind == "Secret" {
				t.Errorf("a secret came out of %q", page)
			}
		}
	})
}

// A kubeconfig that is anybody's work leads to a server with credentials, or to a
// failure in words of our own.
func FuzzKubeconfig(f *testing.F) {
	f.Add("current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: \"https://h\"}}]\nusers: [{name: u, user: {token: t}}]")
	f.Add("contexts: &a [*a]")
	c := collector(f, "type: kubernetes\nkinds: [iam-accounts]\nresources: [v1/pods]\nkubeconfig: config")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		opt := Options{Root: dir, Dir: dir, Env: func(string) (string, bool) { return "", false }}
		r := &run{Collector: c, opt: opt, vault: &vault{env: opt.Env, dir: dir}}
		k, err := r.kubeconfig()
		var told *Failure
		switch {
		case err != nil && !errors.As(err, &told):
			t.Errorf("%q: %v", text, err)
		case err == nil && (k.server == "" || k.login == nil && k.certificates == nil):
			t.Errorf("%q leads to %+v", text, k)
		}
	})
}
