package discover

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "Shop & Co")
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	bom   = `{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-18T04:30:00Z"},"components":[{"name":"a"}]}`
	sarif = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"lint"}},"results":[]}]}`
)

func TestLook(t *testing.T) {
	dir := tree(t, map[string]string{
		".github/workflows/ci.yml": "on: push", "Dockerfile": "FROM x", "go.sum": "x", "sub/go.sum": "x", "infra/main.tf": "", "infra/more.tf": "",
		"scans/bom.json": bom, "scans/a.sarif": sarif, "scans/b.sarif": sarif, "scans/c.sarif": sarif, "scans/readme.json": `{"hello":1}`,
		"evidence/a.json":         `{"kind":"iam-accounts","component":"idp","collected":"2026-11-18T00:00:00Z","payload":{}}`,
		"node_modules/x/bom.json": bom, ".git/bom.json": bom, "results/bom.json": bom,
		"oscal/ssp.json": `{"system-security-plan":{}}`, "broken/bom.json": bom[:40],
	})
	r, err := Look(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Found {
		got = append(got, fmt.Sprintf("%s [%s] %s", f.Path, f.Format, strings.Join(f.Kinds, ",")))
	}
	want := []string{
		".github/workflows/ci.yml [] ", "Dockerfile [] ", "broken/bom.json [] ", "evidence/a.json [envelope] ", "go.sum [] ", "infra/main.tf [] ", "oscal/ssp.json [] ",
		"scans/a.sarif [sarif] static-analysis", "scans/b.sarif [sarif] static-analysis", "scans/bom.json [cyclonedx] sbom", "scans/c.sarif [sarif] static-analysis",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Name != "shop---co" {
		t.Errorf("name %q", r.Name)
	}
	var paths []string
	for _, s := range r.Sources() {
		paths = append(paths, fmt.Sprint(s.Path, " ", s.Component, " ", s.Timeless, " ", s.Files))
	}
	if got := strings.Join(paths, "; "); got != "evidence/a.json  false 1; scans/*.sarif app true 3; scans/bom.json app false 1" {
		t.Errorf("sources %s", got)
	}
}

// A file that speaks of several sorts of components is an entry for each, and a
// kind that it does not show is not declared for it.
func TestAnExportOfSeveralSorts(t *testing.T) {
	dir := tree(t, map[string]string{
		"state.json": `{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[
{"address":"aws_ebs_volume.a","mode":"managed","type":"aws_ebs_volume","values":{"id":"v","encrypted":false}},
{"address":"aws_security_group.a","mode":"managed","type":"aws_security_group","values":{"id":"sg","ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr_blocks":["0.0.0.0/0"]}]}}]}}}`,
		"scans/secrets.json": `{"SchemaVersion":2,"CreatedAt":"2026-11-18T06:00:00Z","ArtifactName":".","ArtifactType":"filesystem","Results":[
{"Target":"go.sum","Class":"lang-pkgs","Packages":[{"Name":"a","Version":"1"}]},{"Target":"key.pem","Class":"secret","Secrets":[{"RuleID":"private-key","Severity":"HIGH"}]}]}`,
	})
	r, err := Look(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Sources() {
		got = append(got, fmt.Sprint(s.Path, " ", s.Component, " ", s.Kinds))
	}
	if text := strings.Join(got, "; "); text != "scans/secrets.json app [sbom secret-findings]; state.json network [network-rules]; state.json data [storage-encryption]" {
		t.Error(text)
	}
	for _, want := range []string{"{key: network,", "{key: data,", "{key: app,"} {
		if text := r.Workspace("hipaa"); !strings.Contains(text, want) {
			t.Errorf("no component %s in\n%s", want, text)
		}
	}
}

// No repository harms who looks at it.
func TestHostileRepositories(t *testing.T) {
	dir := tree(t, map[string]string{"a\nb\x1b[31m*.json": bom, "ok.json": bom, "deep/" + strings.Repeat("d/", 40) + "bom.json": bom})
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "out.json")); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	big, err := os.Create(filepath.Join(dir, "big.json"))
	if err != nil {
		t.Fatal(err)
	}
	big.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.5","x":"`)
	if err := big.Truncate(3 << 30); err != nil {
		t.Fatal(err)
	}
	big.Close()
	r, err := Look(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Found {
		got = append(got, f.Path)
	}
	if strings.Join(got, " ") != "a\nb\x1b[31m*.json big.json ok.json" {
		t.Errorf("%q", got)
	}
	if text := r.Workspace("hipaa"); strings.Contains(text, "31m") || !strings.Contains(text, `"ok.json"`) {
		t.Errorf("%s", text)
	}
	if os.Getuid() != 0 && runtime.GOOS != "windows" && len(r.Closed) != 1 {
		t.Errorf("closed %v", r.Closed)
	}
	if _, err := Look(context.Background(), filepath.Join(dir, "none")); err == nil {
		t.Error("a directory that is not there was looked at")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Look(ctx, dir); err == nil {
		t.Error("a look that was cancelled ended well")
	}
}

func TestManyThings(t *testing.T) {
	files := map[string]string{}
	for i := range maxTold + 50 {
		files[fmt.Sprintf("s%d/bom.json", i)] = bom
	}
	r, err := Look(context.Background(), tree(t, files))
	if err != nil || !r.Cut || len(r.Found) != maxTold {
		t.Errorf("%d found, cut %v, %v", len(r.Found), r.Cut, err)
	}
}
