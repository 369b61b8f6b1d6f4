// Command bench prints how assay compares with its peers and with the limit of
// this machine, as ratios measured in turn in one run.
//
// It needs the workload generator and the limit harness (ASSAY_SHARED_BENCH, by
// default ../shared/bench) and installs conftest and opa with go install. It
// writes to a scratch directory (ASSAY_BENCH_DIR, by default one that is removed)
// and to standard output.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	conftest = "github.com/open-policy-agent/conftest@v0.71.1"
	opa      = "github.com/open-policy-agent/opa@v1.22.2"
)

// cost is what one process took.
type cost struct {
	wall, cpu float64 // seconds
	peak      float64 // MiB
}

type bench struct {
	dir    string
	pairs  int
	shared string
}

func main() {
	b := &bench{shared: "../shared/bench"}
	flag.IntVar(&b.pairs, "pairs", 3, "how many pairs of runs a ratio is the median of; ten times as many for a cold start")
	large := flag.Bool("large", false, "also assess 100,000 documents and verify 1,000,000")
	flag.Parse()
	if s := os.Getenv("ASSAY_SHARED_BENCH"); s != "" {
		b.shared = s
	}
	if _, err := os.Stat(filepath.Join(b.shared, "gen")); errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("bench: no workload generator at %s; set ASSAY_SHARED_BENCH to measure the ratios\n", b.shared)
		return
	}
	if err := b.run(*large); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(large bool) error {
	b.dir = os.Getenv("ASSAY_BENCH_DIR")
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "assay-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	if err := b.prepare(large); err != nil {
		return err
	}
	fmt.Printf("%-58s %10s %10s %8s %8s\n", "ratio (median of pairs)", "wall", "cpu", "assay s", "peak MiB")
	ns := "fedramp,hipaa,cmmc"
	for _, c := range []struct{ name, form, size, want string }{
		{"conftest deny / assay, 10,000 documents", "deny", "10k", "wall 4, cpu 3"},
		{"conftest named / assay, 1,000 documents", "named", "1k", "wall 16"},
	} {
		peer := []string{"conftest", "test", "--no-fail", "-p", "pol/" + c.form, "-n", ns, "-o", "json", "fleet" + c.size}
		if err := b.ratio(c.name+" (wanted: "+c.want+")", peer, b.assess(c.size), b.pairs); err != nil {
			return err
		}
	}
	if err := b.truth("1k", 14325, 60000); err != nil {
		return err
	}
	if err := b.limit(); err != nil {
		return err
	}
	if err := b.ratio("assay / opa eval, one small document, cold (wanted: 1.5)", b.assess("one"),
		[]string{"opa", "eval", "-f", "values", "-d", "pol/deny", "-i", "one/host.json", "data.bench.decision"}, 10*b.pairs); err != nil {
		return err
	}
	if err := b.validate(); err != nil {
		return err
	}
	envelopes := 100_000
	if large {
		envelopes = 1_000_000
	}
	if err := b.fleet(envelopes); err != nil {
		return err
	}
	sizes := []string{"1k", "10k"}
	if large {
		sizes = append(sizes, "100k")
	}
	for _, size := range sizes {
		c, err := b.measure(b.assess(size))
		if err != nil {
			return err
		}
		fmt.Printf("assay, %-51s %9.2fs %9.2fs %8s %8.0f\n", size+" documents", c.wall, c.cpu, "", c.peak)
	}
	return nil
}

// validate compares checking one large document, 100,000 observations and as many
// findings: go-oscal asks the schema alone, assay the references and the
// constraints too.
func (b *bench) validate() error {
	const document = "ar100k.json"
	if err := b.ratio("go-oscal 0.7.1 / assay oscal validate, 112 MB (wanted: 5)", []string{"peer", document}, []string{"assay", "oscal", "validate", document}, b.pairs); err != nil {
		return err
	}
	for _, args := range [][]string{{"peer", document}, {"assay", "oscal", "validate", document}, {"assay", "oscal", "validate", "--level", "schema", document}} {
		c, err := b.measure(args)
		if err != nil {
			return err
		}
		fmt.Printf("%-58s %9.2fs %9.2fs %8s %8.0f\n", strings.Join(args, " "), c.wall, c.cpu, "", c.peak)
	}
	return nil
}

// prepare builds the tools, the workloads and one workspace a size.
func (b *bench) prepare(large bool) error {
	bin, err := filepath.Abs(b.dir)
	if err != nil {
		return err
	}
	b.dir = bin
	if err := os.MkdirAll(filepath.Join(b.dir, "bin"), 0o755); err != nil {
		return err
	}
	steps := [][]string{
		{"go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.path("bin", "assay"), "./cmd/assay"},
		{"go", "-C", filepath.Join(b.shared, "gen"), "build", "-o", b.path("bin", "gen"), "."},
		{"go", "-C", filepath.Join(b.shared, "limit"), "build", "-o", b.path("bin", "limit"), "."},
		{"go", "-C", ".ci/tools/peer", "build", "-o", b.path("bin", "peer"), "."},
	}
	for name, module := range map[string]string{"conftest": conftest, "opa": opa} {
		if _, err := os.Stat(b.path("bin", name)); err != nil {
			steps = append(steps, []string{"go", "install", module})
		}
	}
	for _, s := range steps {
		cmd := exec.Command(s[0], s[1:]...)
		cmd.Env = append(os.Environ(), "GOBIN="+b.path("bin"), "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(s, " "), err)
		}
	}
	sizes := map[string]string{"1k": "1000", "10k": "10000"}
	if large {
		sizes["100k"] = "100000"
	}
	if err := b.gen("policies", "pol"); err != nil {
		return err
	}
	for size, n := range sizes {
		if err := b.gen("fleet", "fleet"+size, "-n", n); err != nil {
			return err
		}
		if err := b.workspace(size, "fleet"+size); err != nil {
			return err
		}
	}
	if err := b.gen("ar", "ar100k.json", "-n", "100000"); err != nil {
		return err
	}
	if err := os.MkdirAll(b.path("one"), 0o755); err != nil {
		return err
	}
	host, err := os.ReadFile(b.path("fleet1k", "000", "host-000100.json"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.path("one", "host.json"), host, 0o644); err != nil {
		return err
	}
	return b.workspace("one", "one")
}

func (b *bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

func (b *bench) gen(what, out string, more ...string) error {
	if _, err := os.Stat(b.path(out)); err == nil {
		return nil
	}
	return exec.Command(b.path("bin", "gen"), append([]string{what, "-out", b.path(out)}, more...)...).Run()
}

// workspace writes an assay.yaml that runs the 60 rules unchanged, each a check
// of its own, over the documents as they are.
func (b *bench) workspace(size, docs string) error {
	dir := b.path("ws-" + size)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for link, to := range map[string]string{"docs": docs, "pol": "pol/named"} {
		path := filepath.Join(dir, link)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := os.CopyFS(path, os.DirFS(b.path(to))); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte(`system-id: bench
system:
  - {key: fleet, type: operating-system, title: Fleet of hosts}
frameworks: [fedramp-low]
sources:
  - {path: "docs/**/*.json", format: payload, kinds: [host-config], component: fleet}
conftest:
  - path: pol
    name: w1
    kind: host-config
    namespaces: [fedramp, hipaa, cmmc]
    severity: moderate
    decides: {nist-800-53: [cm-6_obj.b]}
`), 0o644)
}

// assess is the command that does the whole job on one size: every verdict
// counted, the documents written.
func (b *bench) assess(size string) []string {
	return []string{"assay", "assess", "-c", "ws-" + size + "/assay.yaml", "--as-of", "2026-11-02T00:00:00Z", "--out", "ws-" + size + "/results"}
}

// ratio measures x and y in turn and prints x's cost over y's, the median of pairs.
func (b *bench) ratio(name string, x, y []string, pairs int) error {
	var wall, cpu []float64
	var last cost
	for range pairs {
		cx, err := b.measure(x)
		if err != nil {
			return err
		}
		cy, err := b.measure(y)
		if err != nil {
			return err
		}
		wall, cpu = append(wall, cx.wall/cy.wall), append(cpu, cx.cpu/cy.cpu)
		last = cy
		if x[0] == "assay" {
			last = cx
		}
	}
	fmt.Printf("%-58s %10.2f %10.2f %8.2f %8.0f\n", name, median(wall), median(cpu), last.wall, last.peak)
	return nil
}

// limit compares parse and evaluate alone with the harness that does nothing
// else; the Go benchmark of the same name prints assay's side.
func (b *bench) limit() error {
	out, err := b.output("limit", "fleet", "-docs", "fleet10k", "-pol", "pol", "-form", "named", "-parse", "direct", "-opts", "topdown", "-q", "list", "-gogc", "200")
	if err != nil {
		return err
	}
	var r struct {
		CPU float64 `json:"cpu_s"`
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return err
	}
	c, err := b.measure(b.assess("10k"))
	if err != nil {
		return err
	}
	fmt.Printf("%-58s %10s %10.2f %8.2f\n", "limit (parse, evaluate) / assay (all of it), 10,000", "", r.CPU/c.cpu, c.wall)
	return nil
}

// truth holds the verdicts that were counted against the generator's.
func (b *bench) truth(size string, failing, pairs int) error {
	if _, err := b.measure(b.assess(size)); err != nil {
		return err
	}
	text, err := os.ReadFile(b.path("ws-"+size, "results", "fedramp-low", "assessment-results.json"))
	if err != nil {
		return err
	}
	var doc struct {
		AR struct {
			Results []struct {
				Observations []struct {
					Props []struct{ Name, Value string }
				}
			}
		} `json:"assessment-results"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return err
	}
	count := map[string]int{}
	for _, o := range doc.AR.Results[0].Observations {
		outcome, n := "", 0
		for _, p := range o.Props {
			switch p.Name {
			case "outcome":
				outcome = p.Value
			case "subjects":
				fmt.Sscan(p.Value, &n)
			}
		}
		count[outcome] += n
	}
	verdict := "equal to the generator's truth"
	if count["fail"] != failing || count["pass"] != pairs-failing {
		verdict = fmt.Sprintf("NOT the generator's truth, which is %d failing of %d", failing, pairs)
	}
	fmt.Printf("%d failing and %d passing (document, rule) pairs at %s: %s\n", count["fail"], count["pass"], size, verdict)
	return nil
}

func (b *bench) output(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(b.path("bin", name), args...)
	cmd.Dir = b.dir
	return cmd.Output()
}

// measure runs one command to its end. Exit codes that are verdicts are fine.
func (b *bench) measure(args []string) (cost, error) {
	cmd := exec.Command(b.path("bin", args[0]), args[1:]...)
	cmd.Dir = b.dir
	var errs bytes.Buffer
	cmd.Stderr = &errs
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start).Seconds()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() == 2) {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return cost{wall: wall, cpu: seconds(u.Utime) + seconds(u.Stime), peak: float64(u.Maxrss) / 1024}, nil
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
