package sbom

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/testkit"
)

func program() *Program {
	return &Program{
		Name: "assay", Version: "v1.2.3", Digest: strings.Repeat("ab", 32), Made: time.Date(2026, 11, 20, 1, 2, 3, 0, time.FixedZone("", 3600)),
		Build: &debug.BuildInfo{
			GoVersion: "go1.26.8 X:nothing", Path: "example.org/assay/cmd/assay", Main: debug.Module{Path: "example.org/assay", Version: "(devel)"},
			Deps: []*debug.Module{
				{Path: "github.com/z/last", Version: "v2.0.0+incompatible", Sum: "h1:last="},
				{Path: "github.com/a/first", Version: "v0.1.0", Sum: "h1:gone=", Replace: &debug.Module{Path: "github.com/b/fork", Version: "v0.1.1", Sum: "h1:fork="}},
			},
			Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "GOARCH", Value: "arm64"}, {Key: "CGO_ENABLED", Value: "0"}, {Key: "vcs.time", Value: "2026-11-20"}},
		},
	}
}

func forms() map[string]func(io.Writer, *Program) error {
	return map[string]func(io.Writer, *Program) error{"cyclonedx": CycloneDX, "spdx": SPDX}
}

func written(t *testing.T, write func(io.Writer, *Program) error, p *Program) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The order in which modules were recorded is none of the document, and what replaces a
// module stands in its place.
func TestTheSameBinaryGivesTheSameBytes(t *testing.T) {
	for form, write := range forms() {
		first := written(t, write, program())
		turned := program()
		turned.Build.Deps[0], turned.Build.Deps[1] = turned.Build.Deps[1], turned.Build.Deps[0]
		if again := written(t, write, turned); !bytes.Equal(first, again) {
			t.Errorf("%s depends on the order", form)
		}
		testkit.Golden(t, "testdata/"+form+".golden.json", first)
		other := program()
		other.Digest = strings.Repeat("cd", 32)
		ids := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
		a, b := ids.FindAllString(string(first), -1), ids.FindAllString(string(written(t, write, other)), -1)
		if len(a) != 1 || len(b) != 1 || a[0] == b[0] {
			t.Errorf("%s: %v and %v, want one identity each, and another", form, a, b)
		}
	}
}

// assay reads what it says of itself: every module of the bill, with its version.
func TestAssayReadsItsOwnBill(t *testing.T) {
	p := program()
	for form, write := range forms() {
		text := written(t, write, p)
		if got := ingest.Detect(text[:min(len(text), 1024)]); got != form {
			t.Fatalf("%s is taken for %q", form, got)
		}
		var payload struct {
			Components []struct{ Name, Version, Purl string } `json:"components"`
		}
		opt := ingest.Options{Path: "bill.json", Component: "assay", Components: []string{"assay"}, Collected: testkit.Clock()}
		if err := ingest.Read(context.Background(), form, bytes.NewReader(text), opt, func(d *evidence.Document) error {
			if d.Problem != nil {
				t.Errorf("%s: %v", form, d.Problem)
			}
			return json.Unmarshal([]byte(d.Payload.String()), &payload)
		}); err != nil {
			t.Fatal(err)
		}
		versions := map[string]string{}
		for _, c := range payload.Components {
			versions[c.Name] = c.Version
		}
		for _, m := range p.modules() {
			if versions[m.path] != m.version {
				t.Errorf("%s: %s is in version %q, want %q", form, m.path, versions[m.path], m.version)
			}
		}
	}
}
