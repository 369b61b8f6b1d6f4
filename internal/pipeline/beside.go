package pipeline

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/trace"
)

// artifacts lists the documents of results and every file that they cite and that
// stands with them, by place in the results directory; what one file is cited as by
// several documents stands once for each name. A document's digest is that of the
// manifest, which the bytes were held against; without one it is taken anew.
func artifacts(m *emit.Manifest, runs []trace.Run) ([]assessment.Artifact, error) {
	var out []assessment.Artifact
	var list problem.List
	for _, r := range runs {
		folder := ""
		if m != nil {
			folder = r.Results.Scope.Framework.ID
		}
		for _, d := range r.Documents {
			one, err := documentArtifacts(m, d, folder)
			list.Join(problem.Place{Path: d.Path}, err)
			out = append(out, one...)
		}
	}
	if m != nil { // what no OSCAL document cites, as the measure of a framework
		for _, o := range m.Outputs {
			if path.Base(path.Dir(o.Path)) != "resources" {
				out = append(out, documentOf(o.Path, o.Digest))
			}
		}
	}
	slices.SortFunc(out, assessment.Artifact.Compare)
	out = slices.Compact(out)
	for i := 1; i < len(out); i++ {
		if a, b := out[i-1], out[i]; a.Place != "" && a.Place == b.Place && a.Digest != b.Digest {
			list.Add(problem.Place{Path: a.Place}, "the documents name this file by two digests", "assess again")
		}
	}
	return out, list.Err()
}

// documentArtifacts gives one document and what it cites.
func documentArtifacts(m *emit.Manifest, d trace.Document, folder string) ([]assessment.Artifact, error) {
	place := path.Join(folder, path.Base(d.Path))
	text, err := readFile(filepath.FromSlash(d.Path))
	if err != nil {
		return nil, err
	}
	digest := manifestDigest(m, place)
	if digest == "" {
		if digest, err = digestOf(d); err != nil {
			return nil, err
		}
	}
	out := []assessment.Artifact{documentOf(place, digest)}
	cited, err := emit.Artifacts(d.Path, filepath.Dir(filepath.FromSlash(d.Path)), text)
	for _, a := range cited {
		if a.Place != "" {
			a.Place = path.Join(folder, a.Place)
		}
		out = append(out, a)
	}
	return out, err
}

func documentOf(place, digest string) assessment.Artifact {
	return assessment.Artifact{Place: place, Digest: digest, Kind: "document", Name: strings.TrimSuffix(path.Base(place), ".json")}
}

// manifestDigest is the digest that a manifest has of an output; empty for none.
func manifestDigest(m *emit.Manifest, place string) string {
	if m == nil {
		return ""
	}
	for i := range m.Outputs {
		if m.Outputs[i].Path == place {
			return m.Outputs[i].Digest
		}
	}
	return ""
}

// mostPolicy is the size in bytes above which no policy is read for a report.
const mostPolicy = 1 << 20

// policyText reads a policy that stands under its SHA-256 with results. ok is false where
// none does; bytes of another digest are an error.
func policyText(runs []trace.Run, digest string) (text []byte, ok bool, err error) {
	if !digestShape.MatchString(digest) {
		return nil, false, nil
	}
	for i := range runs {
		if len(runs[i].Documents) == 0 {
			continue
		}
		file := filepath.Join(filepath.Dir(filepath.FromSlash(runs[i].Documents[0].Path)), "resources", digest)
		text, err := emit.ReadFile(file, mostPolicy)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, false, err
		case fmt.Sprintf("%x", sha256.Sum256(text)) != digest:
			return nil, false, problem.New(problem.Place{Path: filepath.ToSlash(file)}, "the file is another than the one that the results cite", "assess again, or put back the file of that name")
		}
		return text, true, nil
	}
	return nil, false, nil
}
