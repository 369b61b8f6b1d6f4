package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const sarif = `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "lint"}}, "versionControlProvenance": [{"repositoryUri": "https://forge.example/other"}],
 "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-11-19T00:00:00Z"}], "results": []}]}`

// A raw export that names another target than its component's does not count
// for the component; where the component lists none, its source's word is taken.
func TestARawExportOfAnotherTargetDoesNotCount(t *testing.T) {
	for name, c := range map[string]struct{ targets, want string }{
		"another target": {`, targets: ["https://forge.example/portal"]`, "wrong-target"},
		"its own target": {`, targets: ["https://forge.example/other"]`, "fresh"},
		"none listed":    {``, "fresh"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write := func(path, text string) {
				t.Helper()
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			write("scan.sarif", sarif)
			write("assay.yaml", "system-id: s\nsystem: [{key: portal, type: application, title: Portal"+c.targets+"}]\nframeworks: [hipaa]\nsources: [{path: scan.sarif, kinds: [static-analysis], component: portal}]\n")
			var got []string
			err := VerifyEvidence(context.Background(), filepath.Join(dir, "assay.yaml"), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), func(p Piece) error {
				got = append(got, p.State)
				return nil
			})
			if err != nil || len(got) != 1 || got[0] != c.want {
				t.Errorf("state is %v, error %v; want %s", got, err, c.want)
			}
		})
	}
}
