package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/collect/live"
	"github.com/assay-compliance/assay/internal/config"
)

const collectSecret = "CANARY-bird-4711"

// collectWorkspace is a workspace with an http collector, whose server answers
// as h does.
func collectWorkspace(t *testing.T, more string, h http.HandlerFunc) (dir string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	dir = t.TempDir()
	text := `system-id: shop
system:
  - {key: idp, type: identity-provider, title: Sign-in}
frameworks: [fedramp-moderate]
sources:
  - {path: "evidence/*.jsonl", kinds: [iam-accounts], component: idp}
collectors:
  idp:
    type: http
    url: ` + s.URL + `/accounts?q=1
    out: evidence/idp.jsonl
    component: idp
    kinds: [iam-accounts]
    format: payload
    auth: {bearer: {env: ASSAY_TEST_SECRET}}
    retries: 0
` + more
	if err := os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ASSAY_TEST_SECRET", collectSecret)
	return dir
}

// collectIn runs the program in a workspace and holds that nothing it says, and
// no file there, has the secret.
func collectIn(t *testing.T, dir string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var a, b bytes.Buffer
	code = Main(append(args, "-c", filepath.Join(dir, "assay.yaml")), strings.NewReader(""), &a, &b)
	said := a.String() + b.String()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		said += path + string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(said, collectSecret) {
		t.Errorf("%v tells the secret", args)
	}
	return code, a.String(), b.String()
}

const onePage = `{"accounts":[{"id":"ana","enabled":true,"type":"person","interactive":true,"privileged":false,"mfa_devices":1}]}`

// What a server gives becomes evidence with where it is from; when it fails, the
// evidence of before is gone and the kind undecided, whatever the reason.
func TestCollectFromAServer(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, onePage)
	}
	dir := collectWorkspace(t, "", func(w http.ResponseWriter, r *http.Request) { answer(w, r) })
	if code, out, errOut := collectIn(t, dir, "collect"); code != 0 || errOut != "" {
		t.Fatalf("%d: %s%s", code, out, errOut)
	}
	line, err := os.ReadFile(filepath.Join(dir, "evidence", "idp.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		Kind, Component, Collected, Collector string
		Payload                               json.RawMessage
		Source                                struct{ File, SHA256, Record string }
	}
	if err := json.Unmarshal(line, &envelope); err != nil || envelope.Kind != "iam-accounts" || envelope.Component != "idp" {
		t.Fatalf("%v: %s", err, line)
	}
	served, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(envelope.Source.File)))
	if err != nil || string(served) != onePage {
		t.Errorf("what was served is kept as %q, %v", served, err)
	}
	record, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(envelope.Source.Record)))
	if err != nil || !strings.Contains(string(record), envelope.Source.SHA256) || !strings.Contains(string(record), "/accounts\"") || strings.Contains(string(record), "q=1") {
		t.Errorf("the record says %s, %v", record, err)
	}
	if _, out, _ := collectIn(t, dir, "evidence", "verify"); !strings.Contains(out, "fresh 1") {
		t.Errorf("verify: %s", out)
	}
	for name, broken := range map[string]http.HandlerFunc{
		"unauthorized":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, collectSecret, http.StatusUnauthorized) },
		"server-failed":  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, collectSecret, 500) },
		"throttled":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, collectSecret, http.StatusTooManyRequests) },
		"not-understood": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>"+collectSecret) },
		"truncated": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "4711")
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"accounts":["`+collectSecret)
		},
		"unfinished": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", `</next?token=`+collectSecret+`>; rel="next"`)
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, onePage)
		},
	} {
		t.Run(name, func(t *testing.T) {
			answer = broken
			code, out, errOut := collectIn(t, dir, "collect")
			if code != 3 || !strings.Contains(out, "not complete: "+name) || !strings.Contains(errOut, "collector idp, answer: ") {
				t.Errorf("%d: %s%s", code, out, errOut)
			}
			line, err := os.ReadFile(filepath.Join(dir, "evidence", "idp.jsonl"))
			if err != nil || !strings.Contains(string(line), `"incomplete":"`+name+`"`) || strings.Contains(string(line), "payload") {
				t.Errorf("%v: %s", err, line)
			}
			if code, out, _ := collectIn(t, dir, "evidence", "verify"); code != 1 || !strings.Contains(out, "not shown 1") {
				t.Errorf("verify %d: %s", code, out)
			}
		})
	}
}

// A directory that leads out of the repository is not written through, and a run
// that is cut off writes nothing.
func TestCollectStaysInTheRepository(t *testing.T) {
	asked := 0
	dir := collectWorkspace(t, "", func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, onePage)
	})
	out := t.TempDir()
	if err := os.Symlink(out, filepath.Join(dir, "evidence")); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := collectIn(t, dir, "collect"); code != 2 || asked > 0 || !strings.Contains(errOut, "leaves the repository") {
		t.Errorf("%d, asked %d times: %s", code, asked, errOut)
	}
	if files, _ := os.ReadDir(out); len(files) > 0 {
		t.Errorf("%v was written", files)
	}
}

// Sleep ends with the run.
func TestSleepEndsWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); err == nil {
		t.Error("slept through an interruption")
	}
	if err := sleep(t.Context(), time.Microsecond); err != nil {
		t.Error(err)
	}
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// Every example of the page on collectors is an assay.yaml that is accepted, its
// dry run says what it would ask, and each type has one.
func TestExamplesOfCollectors(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "collectors.md"))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, block := range yamlBlock.FindAllStringSubmatch(string(page), -1) {
		text := "system-id: shop\nsystem:\n  - {key: idp, type: identity-provider, title: T}\nframeworks: [hipaa]\n" + block[1]
		cfg, err := config.Decode("assay.yaml", []byte(text))
		if err != nil {
			t.Errorf("%v\n%s", err, block[1])
			continue
		}
		for name, c := range cfg.Collectors {
			types[c.Type.Value] = true
			if len(live.Plan(c)) == 0 {
				t.Errorf("%s would ask nothing", name)
			}
		}
	}
	if len(types) != 5 {
		t.Errorf("there are examples of %v only", types)
	}
}
