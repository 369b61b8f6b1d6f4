package pipeline

import (
	"cmp"
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
	in      string // the directory of the files that states cite; empty for poam of the working tree
	states  map[string]assessment.POAM
	digests map[string]string // by the name it is recorded under
	paths   map[string]string // the same
}

// readRecorded reads poam/<framework>.json. It errs when a state is not valid,
// and when last, the manifest of the last results, names a state that the disk
// lacks: going on would forget every open item.
func (w *Workspace) readRecorded(scopes []assessment.Scope, last *emit.Manifest) (recordedState, error) {
	cfg := w.Config
	in, err := w.recordedIn()
	if err != nil {
		return recordedState{}, err
	}
	rec := recordedState{in: in, states: map[string]assessment.POAM{}, digests: map[string]string{}, paths: map[string]string{}}
	var list problem.List
	for _, s := range scopes {
		var parts []assessment.POAM
		for _, which := range assessment.Lists {
			state, err := rec.read(cfg, s, which, last)
			list.Join(problem.Place{Path: cfg.Path}, err)
			parts = append(parts, state)
		}
		if state, there := together(parts[0], parts[1], &list); there {
			rec.states[s.Framework.ID] = state
		}
	}
	return rec, list.Err()
}

// read reads the recorded document of one list of a framework; the zero state where
// there is none.
func (rec recordedState) read(cfg *config.Config, s assessment.Scope, which assessment.List, last *emit.Manifest) (assessment.POAM, error) {
	name := emit.RecordedName(s.Framework.ID, which)
	path := cfg.Abs(poamDir + "/" + name + ".json")
	at := problem.Place{Path: path}
	text, err := cfg.Read(path, oscal.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		if last != nil && last.System == s.System.ID && last.Recorded[name] != "" {
			return assessment.POAM{}, problem.New(at, "the recorded state that the last run read is gone", "restore it from history; to start anew, remove the results directory too")
		}
		return assessment.POAM{}, nil
	}
	if err != nil {
		cause, _ := problem.Cause(err)
		return assessment.POAM{}, problem.New(at, "the recorded state cannot be read: "+cause, "make it readable, or restore it from history")
	}
	doc, err := oscal.Read(path, text)
	if err == nil {
		err = validate.Err(validate.Schema(doc))
	}
	if err != nil {
		return assessment.POAM{}, err
	}
	state, err := emit.DecodePOAM(path, cmp.Or(rec.in, filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(poamDir)))), text)
	var list problem.List
	list.Join(at, err)
	if err == nil && state.List != which {
		list.Add(at, "this is the document of another list", "restore the file from history: the plan of action and the remediation list are two files")
	}
	sum := sha256.Sum256(text)
	rec.digests[name], rec.paths[name] = hex.EncodeToString(sum[:]), path
	return state, list.Err()
}

// together joins the documents of both lists of a framework; one that has no second
// list is as it was read. An item that stands on both is a problem.
func together(plan, remediation assessment.POAM, list *problem.List) (state assessment.POAM, there bool) {
	if remediation.Source.Path == "" {
		return plan, plan.Source.Path != ""
	}
	at := problem.Place{Path: remediation.Source.Path}
	const remedy = "restore both files of this framework from history, of one and the same run"
	if plan.Source.Path != "" && (plan.System != remediation.System || plan.Framework != remediation.Framework) {
		list.Add(at, "the remediation list is of another system or framework than the plan of action", remedy)
	}
	on := map[string]bool{}
	for i := range plan.Items {
		on[plan.Items[i].UUID], on[plan.Items[i].ID] = true, true
	}
	for i := range remediation.Items {
		if it := &remediation.Items[i]; on[it.UUID] || on[it.ID] {
			list.Add(at, "item "+it.ID+" is on the plan of action too", remedy)
		}
	}
	return assessment.Joined(plan, remediation), true
}

// record copies each framework's next state from the results to poam/, with the
// files it cites. A file is replaced in one rename, and only where it differs.
func record(cfg *config.Config, out string, poams map[string]assessment.POAM) error {
	dir := filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(poamDir)))
	for _, id := range sortedKeys(poams) {
		if err := recordLists(dir, filepath.Join(out, id), poams[id]); err != nil {
			return fmt.Errorf("record %s: %w", id, err)
		}
	}
	return nil
}

// recordLists records the documents of a framework's lists. What a list takes over is
// written before the other one loses it, so that a stop in between leaves an item
// twice, which the next run tells, rather than nowhere; and a list without an item
// any more, for which OSCAL has no document, goes last.
func recordLists(dir, from string, state assessment.POAM) error {
	order := slices.Clone(assessment.Lists)
	if state.Demoted {
		slices.Reverse(order)
	}
	var empty []string
	for _, which := range order {
		name := emit.RecordedName(filepath.Base(from), which) + ".json"
		text, err := os.ReadFile(filepath.Join(from, emit.ListFile(which)))
		if errors.Is(err, fs.ErrNotExist) {
			if state.Split {
				empty = append(empty, filepath.Join(dir, name))
			}
			continue
		}
		if err != nil {
			return err
		}
		cited, err := citedResources(text)
		if err != nil {
			return err
		}
		for _, digest := range cited {
			b, err := os.ReadFile(filepath.Join(from, "resources", digest))
			if err != nil {
				return err
			}
			if err := replace(filepath.Join(dir, "resources", digest), b); err != nil {
				return err
			}
		}
		// The document last: it names the files.
		if err := replace(filepath.Join(dir, name), text); err != nil {
			return err
		}
	}
	for _, file := range empty {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
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
