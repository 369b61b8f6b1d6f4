package pipeline

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// The bounds of what is told of a change.
const (
	maxAltered     = 200       // rows, the rest is counted
	maxAlteredFile = 20        // rows of one file
	maxRuleFiles   = 20_000    // names that are compared
	maxRuleFile    = 256 << 20 // bytes; a longer file is told as changed
	maxAlteredYAML = 1 << 20   // bytes of a file that is compared key by key
	maxAlteredText = 100       // characters of a value
)

// alterations gathers what a change would alter in the rules.
type alterations struct {
	*trusted
	out *assessment.Rules
}

// find compares the files of rules that either side has, by name.
func (a *alterations) find() error {
	files := map[string]bool{a.Base.Path: true}
	for _, side := range []*config.Config{a.Base, a.Change} {
		if err := ruleFiles(side, files); err != nil {
			return err
		}
	}
	if len(files) > maxRuleFiles {
		a.add(assessment.Alteration{File: a.Base.Path, Key: "rules of more files than are compared", What: assessment.Changed})
	}
	for _, name := range a.tree.Opened() { // what a profile imports, wherever it stands
		files[name] = true
	}
	for _, side := range []*config.Config{a.Base, a.Change} {
		for _, f := range side.System.Files {
			delete(files, side.Abs(f.Value)) // of the change
		}
	}
	for _, name := range sortedKeys(files) {
		a.file(name)
	}
	for _, row := range a.held {
		a.add(row)
	}
	return nil
}

// ruleFiles adds the names of the files that the rules of a configuration are made of.
func ruleFiles(c *config.Config, files map[string]bool) error {
	tree, err := c.FS(".")
	if err != nil {
		return err
	}
	for _, at := range rulePaths(c) {
		if strings.ContainsAny(at, `*?[{\`) {
			found, err := doublestar.Glob(tree, at, doublestar.WithFilesOnly())
			if err != nil {
				return err
			}
			for _, name := range found {
				files[name] = true
			}
			continue
		}
		err := fs.WalkDir(tree, at, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && name == at:
				return fs.SkipAll // not there on this side, or a link
			case err == nil && e.IsDir() && path.Base(name) == ".git":
				return fs.SkipDir
			case err != nil || e.IsDir() || len(files) > maxRuleFiles: // which find tells
				return nil
			}
			files[name] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rulePaths are files, directories and patterns of rules.
func rulePaths(c *config.Config) []string {
	out := []string{c.Abs("evidence/schemas"), c.Abs(content.Dir), c.Abs(poamDir), c.Abs(lock.File), c.Abs("policies")}
	add := func(at strictyaml.At[string]) {
		if at.Set() {
			out = append(out, c.Abs(at.Value))
		}
	}
	add(c.Policies)
	for _, e := range c.Conftest {
		add(e.Path)
	}
	for _, f := range c.Frameworks {
		add(f.Profile)
		add(f.Bindings)
	}
	for _, s := range c.Trust {
		add(s.Key)
	}
	for _, g := range c.Gates {
		if _, _, git := config.Revision(g.Ratchet.Value); !git {
			add(g.Ratchet)
		}
	}
	for _, records := range []struct {
		paths config.Words
		name  string
	}{{c.Attestations, "attestations"}, {c.Decisions, "decisions"}, {c.Waivers, "waivers"}, {c.Sampling, "sampling"}} {
		if records.paths == nil {
			out = append(out, c.Abs(records.name))
		}
		for _, p := range records.paths {
			add(p)
		}
	}
	return out
}

// file compares one file.
func (a *alterations) file(name string) {
	before, errBefore := a.Base.Read(name, maxRuleFile)
	after, errAfter := a.Change.Read(name, maxRuleFile)
	there := func(err error) bool { return !errors.Is(err, fs.ErrNotExist) }
	switch {
	case !there(errBefore) && !there(errAfter):
	case !there(errBefore):
		a.add(assessment.Alteration{File: name, What: assessment.Added})
	case !there(errAfter):
		a.add(assessment.Alteration{File: name, What: assessment.Removed})
	case errBefore != nil || errAfter != nil:
		a.add(assessment.Alteration{File: name, What: assessment.Changed})
	case !sameText(before, after):
		a.text(name, before, after)
	}
}

// text tells what is another in a file: by key where it is YAML.
func (a *alterations) text(name string, before, after []byte) {
	if len(before) > maxAlteredYAML || len(after) > maxAlteredYAML {
		a.add(assessment.Alteration{File: name, What: assessment.Changed})
		return
	}
	was, err1 := strictyaml.Leaves(name, before)
	is, err2 := strictyaml.Leaves(name, after)
	if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" || err1 != nil || err2 != nil {
		a.add(assessment.Alteration{File: name, What: assessment.Changed})
		return
	}
	rows := differing(name, was, is)
	if name == a.Base.Path {
		rows = a.counting(rows)
	} else if len(rows) == 0 {
		return // comments, order
	}
	for i, row := range rows {
		if i >= maxAlteredFile {
			a.out.More += len(rows) - i
			return
		}
		a.add(row)
	}
}

// differing compares the values of two documents, in the order of the first and then
// of what only the second has.
func differing(name string, was, is []strictyaml.Leaf) []assessment.Alteration {
	after, before := map[string]string{}, map[string]bool{}
	for _, l := range is {
		after[l.Key] = l.Value
	}
	var out []assessment.Alteration
	for _, l := range was {
		before[l.Key] = true
		switch now, there := after[l.Key]; {
		case !there:
			out = append(out, assessment.Alteration{File: name, Key: l.Key, What: assessment.Removed, Before: l.Value})
		case now != l.Value:
			out = append(out, assessment.Alteration{File: name, Key: l.Key, What: assessment.Changed, Before: l.Value, After: now})
		}
	}
	for _, l := range is {
		if !before[l.Key] {
			out = append(out, assessment.Alteration{File: name, Key: l.Key, What: assessment.Added, After: l.Value})
		}
	}
	return out
}

// counting leaves out what of assay.yaml counts as the change has it: the system, its
// title, how reports look, and what is added to sources and to the boundary.
func (a *alterations) counting(rows []assessment.Alteration) []assessment.Alteration {
	var out []assessment.Alteration
	for _, row := range rows {
		key, _, _ := strings.Cut(row.Key, ".")
		name, _, _ := strings.Cut(key, "[")
		switch {
		case name == "system", name == "title", name == "reports", name == "sources" && row.What == assessment.Added:
			continue
		case row.Key == "scope.boundary" && row.What == assessment.Changed && a.widens():
			continue
		}
		out = append(out, row)
	}
	return out
}

// widens says whether the change keeps every component of the boundary of the base.
func (a *alterations) widens() bool {
	now := a.Change.Scope.Boundary.Words()
	return !slices.ContainsFunc(a.Base.Scope.Boundary.Words(), func(key string) bool { return !slices.Contains(now, key) })
}

// add tells one thing, in short.
func (a *alterations) add(row assessment.Alteration) {
	if len(a.out.Altered) >= maxAltered {
		a.out.More++
		return
	}
	row.Before, row.After = shortened(row.Before), shortened(row.After)
	a.out.Altered = append(a.out.Altered, row)
}

// shortened is a value on one line, not too long.
func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxAlteredText {
		return string(r[:maxAlteredText]) + "…"
	}
	return text
}
