package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
)

// The digest of the list is over what is no comment, and each file stands once.
func TestTheListOfArtifactsHasItsOwnDigest(t *testing.T) {
	text := string(written(t, "artifacts", whole()))
	sum := sha256.New()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if strings.Count(line, "  ") != 1 || strings.IndexByte(line, ' ') != 64 {
			t.Errorf("sha256sum does not read %q", line)
		}
		sum.Write([]byte(line))
	}
	if want := "as they stand: " + hex.EncodeToString(sum.Sum(nil)) + "\n"; !strings.Contains(text, want) {
		t.Errorf("the list does not say %q", want)
	}
	if n := strings.Count(text, "\n"+strings.Repeat("a", 64)+"  "); n != 1 {
		t.Errorf("a file with two names stands %d times", n)
	}
}

// What cannot be listed makes no list.
func TestNoListOfArtifactsWithoutAll(t *testing.T) {
	f, _ := report.Named("artifacts")
	in := whole()
	in.Artifacts = func() ([]assessment.Artifact, error) { return nil, errBroken }
	if err := f.Write(io.Discard, in); !errors.Is(err, errBroken) {
		t.Errorf("artifacts that cannot be read give %v", err)
	}
	in.Artifacts = func() ([]assessment.Artifact, error) {
		return []assessment.Artifact{{Place: "a\\b", Digest: strings.Repeat("a", 64)}}, nil
	}
	if err := f.Write(io.Discard, in); err == nil {
		t.Error("a path that sha256sum escapes is written")
	}
	in.Artifacts = nil
	if err := f.Write(io.Discard, in); err == nil || !strings.Contains(err.Error(), "it is not known which files") {
		t.Errorf("artifacts that are not known give %v", err)
	}
}
