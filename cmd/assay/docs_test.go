package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-compliance/assay/internal/testkit"
)

// page is a document whose commands run in the order in which it gives them.
type page struct {
	name string
	// prepare makes the directory in which the reader stands.
	prepare func(t *testing.T, p *page)
	// exits are the commands that do not end with 0, and with what.
	exits map[string]int
	// before is what a reader does before a command; with "" at the end.
	before map[string]func(t *testing.T, p *page)
	// words are what the page writes in place of a value.
	words map[string]string

	text string
	dir  string
	env  []string
	said map[string]bool
}

var pages = []page{
	{
		name: "first-verdict.md",
		prepare: func(t *testing.T, p *page) {
			p.repository(t, "init_repositories.txtar", "node/")
		},
		exits: map[string]int{"assay assess": 1, "assay assess --gate pr": 1},
	},
	{
		name: "provenance.md",
		prepare: func(t *testing.T, p *page) {
			p.repository(t, "init_repositories.txtar", "node/reports/")
			p.move(t, "trivy.json", "scans/trivy.json")
			p.write(t, "assay.yaml", "system-id: clinic\nsystem:\n  - {key: portal, type: application, title: Portal}\nframeworks: [fedramp-moderate]\n"+
				"sources:\n  - {path: scans/trivy.json, kinds: [vulnerabilities], component: portal}\n")
			p.write(t, "keys/README.md", "Public keys of those who may speak for evidence.\n")
			p.run(t, 0, "evidence", "keygen", "keys/hr")
			p.run(t, 0, "evidence", "keygen", "release")
			p.run(t, 0, "evidence", "keygen", "product-security")
			p.write(t, "vex/portal.json", "{}\n") // its signature is over bytes, whatever they say
		},
		before: map[string]func(t *testing.T, p *page){
			"assay sign results --key release.pem": func(t *testing.T, p *page) {
				p.move(t, "scanner.pub", "keys/scanner.pub")
				p.write(t, "assay.yaml", p.read(t, "assay.yaml")+p.block(t, "```yaml\n"))
				p.run(t, 3, "assess", "--as-of", asOf)
			},
			"": func(t *testing.T, p *page) {
				out := p.run(t, 0, "evidence", "verify", "--as-of", asOf)
				if !strings.Contains(out, "signed by scanner: 1 piece of sbom of portal\nsigned by scanner: 1 piece of vulnerabilities of portal\nfresh 2,") {
					t.Error(out)
				}
			},
		},
	},
	{
		name: "store.md",
		prepare: func(t *testing.T, p *page) {
			if err := os.CopyFS(p.dir, os.DirFS(filepath.Join("testdata", "workspace"))); err != nil {
				t.Fatal(err)
			}
			p.write(t, "keys/README.md", "The public key of the log.\n")
			p.run(t, 0, "evidence", "keygen", "keys/log")
			p.env = append(p.env, "ASSAY_LOG_KEY="+p.read(t, "keys/log.pem"))
			p.write(t, "assay.yaml", p.read(t, "assay.yaml")+strings.TrimPrefix(p.block(t, "```yaml\n"), "# assay.yaml\n"))
			p.run(t, 0, "assess", "--as-of", asOf)
			p.write(t, "kept/2026-10.txt", p.read(t, ".assay/store/log/checkpoint"))
			p.words = map[string]string{"DIGEST": fmt.Sprintf("%x", sha256.Sum256([]byte(p.read(t, "evidence/idp.json")))), "FILE": "seen.json"}
		},
		before: map[string]func(t *testing.T, p *page){"": func(t *testing.T, p *page) {
			if p.read(t, "seen.json") != p.read(t, "evidence/idp.json") {
				t.Error("the store gives other bytes than it was given")
			}
			p.run(t, 0, "assess", "-c", "past/assay.yaml", "--as-of", asOf, "--out", "again", "--no-store")
			if p.read(t, "again/manifest.json") != p.read(t, "old/manifest.json") {
				t.Error("a checked out workspace does not give the same results again")
			}
		}},
	},
}

// What pages tell a reader to type works, in the order in which they tell it, and
// shows what they say it shows. A number may have grown since.
func TestThePagesKeepTheirWord(t *testing.T) {
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs", p.name))
			if err != nil {
				t.Fatal(err)
			}
			p.text, p.dir, p.said = string(text), t.TempDir(), map[string]bool{}
			p.prepare(t, &p)
			out := ""
			for i, block := range strings.Split(p.text, "```") {
				switch language, body, _ := strings.Cut(block, "\n"); {
				case i%2 == 0: // between blocks
				case language == "sh":
					out = p.commands(t, body)
				case language == "":
					p.shows(t, out, body)
				}
			}
			if last := p.before[""]; last != nil {
				last(t, &p)
			}
			if len(p.said) < 4 {
				t.Errorf("only %d commands were found", len(p.said))
			}
			for command := range p.exits {
				if !p.said[command] {
					t.Errorf("the page does not say %q any more", command)
				}
			}
			for command := range p.before {
				if command != "" && !p.said[command] {
					t.Errorf("the page does not say %q any more", command)
				}
			}
		})
	}
}

// timed are the commands that look at the clock where no time is given.
var timed = regexp.MustCompile(`^assay (assess|evidence (verify|list))( |$)`)

// commands runs the lines of a block and gives what they printed.
func (p *page) commands(t *testing.T, body string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(body) {
		command, _, _ := strings.Cut(line, "#")
		command = strings.TrimSpace(command)
		if command == "" {
			continue
		}
		if !strings.HasPrefix(command, "assay ") {
			t.Errorf("%q is no command of assay: say it in a block without language", command)
			continue
		}
		p.said[command] = true
		if first := p.before[command]; first != nil {
			first(t, p)
		}
		args := strings.Fields(command)[1:]
		for i, word := range args {
			if value, ok := p.words[word]; ok {
				args[i] = value
			}
		}
		if timed.MatchString(command) && !slices.Contains(args, "--as-of") {
			args = append(args, "--as-of", asOf)
		}
		out.WriteString(p.run(t, p.exits[command], args...))
	}
	return out.String()
}

var number = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// shows asks that what a page shows was printed, line by line: … stands for
// anything, and a number for any.
func (p *page) shows(t *testing.T, out, body string) {
	t.Helper()
	plain := func(s string) string {
		return number.ReplaceAllString(strings.Join(strings.Fields(s), " "), "0")
	}
	lines := strings.Split(plain(strings.ReplaceAll(out, "\n", " NEWLINE ")), "NEWLINE")
	for line := range strings.Lines(body) {
		var parts []string
		for _, part := range strings.Split(plain(line), "…") {
			parts = append(parts, regexp.QuoteMeta(part))
		}
		wanted := regexp.MustCompile("^ ?" + strings.Join(parts, ".*") + " ?$")
		if !slices.ContainsFunc(lines, wanted.MatchString) {
			t.Errorf("the page shows %q, and what was printed does not:\n%s", strings.TrimSpace(line), out)
		}
	}
}

// run runs the program in the page's directory.
func (p *page) run(t *testing.T, want int, args ...string) string {
	t.Helper()
	c := assay(p.dir, args...)
	c.Env = append(os.Environ(), p.env...)
	got, out := code(t, c)
	if got != want {
		t.Errorf("assay %s has exit code %d, want %d: %s", strings.Join(args, " "), got, want, out)
	}
	return out
}

// repository lays out the files of a script that are under a directory.
func (p *page) repository(t *testing.T, script, under string) {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", "script", script))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, under); ok {
			p.write(t, name, string(f.Data))
		}
	}
}

// block is the first block of the page that begins so.
func (p *page) block(t *testing.T, begin string) string {
	t.Helper()
	_, body, ok := strings.Cut(p.text, begin)
	body, _, closed := strings.Cut(body, "```")
	if !ok || !closed {
		t.Fatalf("the page has no block that begins with %q", begin)
	}
	return body
}

func (p *page) at(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p *page) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(p.at(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (p *page) write(t *testing.T, name, text string) {
	t.Helper()
	if err := writeFile(p.at(name), []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func (p *page) move(t *testing.T, from, to string) {
	t.Helper()
	p.write(t, to, p.read(t, from))
	if err := os.Remove(p.at(from)); err != nil {
		t.Fatal(err)
	}
}
