package emit

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// filesOf begins the title of the resource that lists the files of a large set.
const filesOf = "files-of-"

// digestShape is a SHA-256 as documents write it; it names a file and nothing else.
var digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Artifacts lists the files that a document cites, in its order: those of its back
// matter, and those that a cited list of files names. The place of one that stands in
// the document's folder dir and is named by SHA-256 is relative to dir; any other has
// none. path is the document's, for problems.
func Artifacts(path, dir string, text []byte) ([]assessment.Artifact, error) {
	var doc map[string]struct {
		BackMatter struct {
			Resources []oscal.Resource `json:"resources"`
		} `json:"back-matter"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, problem.New(problem.Place{Path: path}, "the document is not one of OSCAL as JSON", "give the folder that assay assess wrote")
	}
	var list problem.List
	var out []assessment.Artifact
	for _, root := range sortedKeys(doc) {
		for i := range doc[root].BackMatter.Resources {
			r := &doc[root].BackMatter.Resources[i]
			a, ok := beside(r)
			if !ok {
				continue
			}
			out = append(out, a)
			if a.Place != "" && strings.HasPrefix(r.Title, filesOf) {
				files, err := listedFiles(dir, a)
				list.Join(problem.Place{Path: path}, err)
				out = append(out, files...)
			}
		}
	}
	return out, list.Err()
}

// beside gives the file of a resource that stands in the document's folder and is
// named by SHA-256; one that is elsewhere, inside the document, or has no such digest,
// has neither place nor digest. ok is false for a resource that is no file.
func beside(r *oscal.Resource) (a assessment.Artifact, ok bool) {
	a = assessment.Artifact{Kind: typeOf(r), Name: r.Title}
	for _, l := range deref(r.Rlinks) {
		ok = true
		place, local := strings.CutPrefix(l.Href, "./")
		if !local && !strings.ContainsAny(l.Href, ":#?") {
			place, local = l.Href, true
		}
		if !local || !filepath.IsLocal(filepath.FromSlash(place)) {
			continue
		}
		for _, h := range deref(l.Hashes) {
			if digest := strings.ToLower(h.Value); strings.EqualFold(h.Algorithm, "SHA-256") && digestShape.MatchString(digest) {
				a.Place, a.Digest = place, digest
				return a, true
			}
		}
	}
	return a, ok || r.Base64 != nil
}

// typeOf is what kind of thing a resource is: our word, else NIST's or FedRAMP's.
func typeOf(r *oscal.Resource) string {
	word := ""
	for _, p := range deref(r.Props) {
		if p.Name == "type" && (word == "" || p.Ns == oscal.NS) {
			word = p.Value
		}
	}
	return word
}

// listedFiles reads a list of the files of a set, held against its digest, and gives
// the files that stand beside it.
func listedFiles(dir string, list assessment.Artifact) ([]assessment.Artifact, error) {
	at := problem.Place{Path: list.Place}
	text, err := ReadFile(filepath.Join(dir, filepath.FromSlash(list.Place)), oscal.MaxSize)
	if err != nil {
		cause, _ := problem.Cause(err)
		return nil, problem.New(at, "a list of files that the results cite cannot be read: "+cause, "give the folder whole, as assay assess wrote it")
	}
	if digestOf(text) != list.Digest {
		return nil, problem.New(at, "a file that the results cite is not what they name", "assess again")
	}
	var out []assessment.Artifact
	for line := range strings.Lines(string(text)) {
		digest, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || !digestShape.MatchString(digest) {
			return nil, problem.New(at, "a file that the results cite is damaged", "assess again")
		}
		out = append(out, assessment.Artifact{Place: resourcesDir + "/" + digest, Digest: digest, Kind: "evidence", Name: name})
	}
	return out, nil
}
