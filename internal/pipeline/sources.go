package pipeline

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// entries turns the sources of assay.yaml into what collect opens.
func entries(cfg *config.Config) []collect.Entry {
	out := make([]collect.Entry, 0, len(cfg.Sources))
	for _, s := range cfg.Sources {
		out = append(out, collect.Entry{
			Path: s.Path.Value, Kinds: s.Kinds.Words(), Component: s.Component.Value, Components: s.Components.Words(),
			Format: s.Format.Value, Collected: s.Collected.Value.Time, Subject: s.Subject.Value, CollectedAt: s.CollectedAt.Value,
			Live: s.Live.Value, Added: s.Added, Where: s.Path.Place, Table: table(s.CSV),
		})
	}
	return out
}

// table turns the mapping of a csv entry into what its reader takes.
func table(t *config.Table) *raw.Table {
	if t == nil {
		return nil
	}
	plain := func(m map[string]strictyaml.At[string]) map[string]string {
		out := map[string]string{}
		for k, v := range m {
			out[k] = v.Value
		}
		return out
	}
	out := &raw.Table{
		Rows: t.Rows.Value, Columns: plain(t.Columns), Ignore: t.Ignore.Words(), Set: plain(t.Set),
		Separator: t.Separator.Value, Words: map[string]map[string]string{},
	}
	for member, words := range t.Words {
		out.Words[member] = plain(words)
	}
	out.Delimiter, _ = utf8.DecodeRuneInString(t.Delimiter.Value)
	if t.Delimiter.Value == "" {
		out.Delimiter = 0
	}
	return out
}

// system reads the system, and refuses kinds of evidence and formats that nobody
// knows: all that the words of assay.yaml name, at once.
func (w *Workspace) system() (*assessment.System, error) {
	var list problem.List
	read := func() (*assessment.System, error) { return load.System(w.Config) }
	if w.Trusted != nil {
		read = w.Trusted.system
	}
	sys, err := read()
	list.Join(problem.Place{Path: w.Config.Path}, err)
	list.Join(problem.Place{Path: w.Config.Path}, load.Words(w.Config, w.Kinds.Names(), slices.Sorted(slices.Values(collect.Formats()))))
	if sys != nil {
		w.Trust, err = w.trust(sys)
		list.Join(problem.Place{Path: w.Config.Path}, err)
	}
	return sys, list.Err()
}

// options is what collect must know of the system.
func (w *Workspace) options(asOf time.Time, sys *assessment.System) collect.Options {
	o := collect.Options{AsOf: asOf, Boundary: sys.Boundary, Targets: map[string][]string{}, Trust: w.Trust}
	for _, c := range sys.Components {
		o.Components = append(o.Components, c.Key)
		if len(c.Targets) > 0 {
			o.Targets[c.Key] = c.Targets
		}
	}
	return o
}

// declares gives what a sources entry speaks for: for a file so broken that it
// does not say itself.
func declares(sources []collect.Entry, i int, plan *assessment.Plan) (kinds, components []string) {
	kinds, components = plan.Kinds(), plan.System.Boundary
	if i < 0 || i >= len(sources) {
		return kinds, components
	}
	declared := collect.Declared(sources[i:i+1], kinds, components)
	parts := map[string]bool{}
	for _, of := range declared {
		for c := range of {
			parts[c] = true
		}
	}
	return sortedKeys(declared), sortedKeys(parts)
}

// conftest opens the conftest directories of assay.yaml.
func conftest(cfg *config.Config) ([]evaluate.Conftest, error) {
	var list problem.List
	var out []evaluate.Conftest
	for _, c := range cfg.Conftest {
		dir := cfg.Abs(c.Path.Value)
		tree, err := cfg.FS(dir)
		if err != nil {
			cause, remedy := problem.Cause(err)
			list.Add(c.Path.Place, "the directory of conftest policies cannot be opened: "+cause, remedy)
			continue
		}
		severity, _ := assessment.ParseLevel(c.Severity.Value)
		one := evaluate.Conftest{
			Name: c.ID(), FS: tree, Path: dir, Kind: c.Kind.Value, Namespaces: c.Namespaces.Words(), Severity: severity,
			Remediation: c.Remediation.Value, AppliesTo: c.AppliesTo.Words(), Bindings: load.ConftestBindings(cfg, c),
			Source: assessment.Source{Path: cfg.Path, Line: c.Path.Place.Line, Digest: cfg.Digest},
		}
		switch c.RegoVersion.Value {
		case "v0", "v1":
			v := int(c.RegoVersion.Value[1] - '0')
			one.RegoVersion = &v
		}
		out = append(out, one.Once())
	}
	return out, list.Err()
}
