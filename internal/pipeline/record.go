package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// poamDir is where the recorded state stands, beside assay.yaml.
const poamDir = "poam"

// recordedState is the plan of action of every framework as it was recorded.
type recordedState struct {
	states  map[string]assessment.POAM
	digests map[string]string
}

// readRecorded reads poam/<framework>.json. It errs when a state is not valid,
// and when last, the manifest of the last results, names a state that the disk
// lacks: going on would forget every open item.
func readRecorded(cfg *config.Config, scopes []assessment.Scope, last *emit.Manifest) (recordedState, error) {
	rec := recordedState{states: map[string]assessment.POAM{}, digests: map[string]string{}}
	var list problem.List
	for _, s := range scopes {
		id := s.Framework.ID
		path := cfg.Abs(poamDir + "/" + id + ".json")
		text, err := cfg.Read(path, oscal.MaxSize)
		if errors.Is(err, fs.ErrNotExist) {
			if last != nil && last.System == s.System.ID && last.Recorded[id] != "" {
				list.Add(problem.Place{Path: path}, "the recorded state that the last run read is gone", "restore it from history; to start anew, remove the results directory too")
			}
			continue
		}
		if err != nil {
			cause, _ := problem.Cause(err)
			list.Add(problem.Place{Path: path}, "the recorded state cannot be read: "+cause, "make it readable, or restore it from history")
			continue
		}
		doc, err := oscal.Read(path, text)
		if err == nil {
			err = validate.Err(validate.Schema(doc))
		}
		if err != nil {
			list.Join(problem.Place{Path: path}, err)
			continue
		}
		dir := filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(poamDir)))
		state, err := emit.DecodePOAM(path, dir, text)
		list.Join(problem.Place{Path: path}, err)
		rec.states[id] = state
		sum := sha256.Sum256(text)
		rec.digests[id] = hex.EncodeToString(sum[:])
	}
	return rec, list.Err()
}

// record copies each framework's next state from the results to poam/, with the
// files it cites. A file is replaced in one rename, and only where it differs.
func record(cfg *config.Config, out string, poams map[string]assessment.POAM) error {
	dir := filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(poamDir)))
	for _, id := range sortedKeys(poams) {
		from := filepath.Join(out, id)
		text, err := os.ReadFile(filepath.Join(from, "poam.json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("record %s: %w", id, err)
		}
		cited, err := citedResources(text)
		if err != nil {
			return fmt.Errorf("record %s: %w", id, err)
		}
		for _, digest := range cited {
			b, err := os.ReadFile(filepath.Join(from, "resources", digest))
			if err != nil {
				return fmt.Errorf("record %s: %w", id, err)
			}
			if err := replace(filepath.Join(dir, "resources", digest), b); err != nil {
				return fmt.Errorf("record %s: %w", id, err)
			}
		}
		// The document last: it names the files.
		if err := replace(filepath.Join(dir, id+".json"), text); err != nil {
			return fmt.Errorf("record %s: %w", id, err)
		}
	}
	return nil
}

// kept says what was recorded beside assay.yaml: the files, and how many of them
// are others than before.
func kept(beside string, now, before map[string]string, cut bool) *report.Recorded {
	if cut {
		return &report.Recorded{Why: "the run is not complete"}
	}
	out := &report.Recorded{}
	for _, id := range sortedKeys(now) {
		out.Files = append(out.Files, slashed(beside, poamDir, id+".json"))
		if now[id] != before[id] {
			out.Changed++
		}
	}
	return out
}

// citedResources lists the digests of the files a POA&M cites.
func citedResources(text []byte) ([]string, error) {
	doc, err := oscal.Read("poam.json", text)
	if err != nil {
		return nil, err
	}
	var out []string
	if p := doc.PlanOfActionAndMilestones; p != nil && p.BackMatter != nil && p.BackMatter.Resources != nil {
		for _, r := range *p.BackMatter.Resources {
			if r.Rlinks == nil {
				continue
			}
			for _, l := range *r.Rlinks {
				if digest, ok := strings.CutPrefix(l.Href, "./resources/"); ok {
					out = append(out, digest)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// replace writes a file in one rename; a file that holds b already is left.
func replace(path string, b []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(b) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".record-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if e := tmp.Chmod(0o644); err == nil {
		err = e
	}
	if e := tmp.Sync(); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
