package benchmarks

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// finding is the result of one rule before its document is written.
type finding struct {
	id, version, title string
	severity           string // a word of the schemas
	status             string // pass, fail, undecided or skip
	word               string // the tool's own word for it
	suppressed         bool
	suppression        string
	identifiers        [][2]string // system, id
	message, time      string
	position           string
}

// judged is what one tool says of one target by one benchmark: a document while
// it is gathered.
type judged struct {
	kind             string
	tool, version    string
	target           raw.Target
	scan             raw.Scan
	benchmark        string
	benchmarkVersion string
	collected        string
	findings         []finding
	instance         string // the part of the target that was looked at
	pointer          string
}

// emit writes the document. Of a scan from which nothing may be concluded,
// nothing counts as examined and no record is decided.
func (d *judged) emit(s *raw.Source) error {
	name := s.Name(d.target)
	looked := []string{name}
	if !d.scan.Ok() {
		looked = nil
	}
	terms := make([]*raw.Term, 0, len(d.findings))
	for i := range d.findings {
		f := &d.findings[i]
		if !d.scan.Ok() {
			f.status = raw.Undecided
		}
		terms = append(terms, f.term(s, d.kind, name, d.instance))
	}
	collector := raw.Clip(strings.TrimSpace(d.tool+" "+d.benchmark+" "+d.instance), raw.ShortText)
	if d.target.Name == "" {
		// Reports that name no target of their own must not replace each
		// other: each file is its own series.
		collector += " " + s.Opt.Path
	}
	o := s.Fields().
		Value("tool", s.Tool(d.tool, d.version)).
		Value("target", s.Target(d.target)).
		Value("scan", s.Scan(d.scan))
	if d.kind == raw.BenchmarkResults {
		o.Value("benchmark", s.Fields().Must("id", raw.Clip(raw.First(d.benchmark, "unknown"), raw.ShortText)).
			Text("version", d.benchmarkVersion, raw.ShortText).Object())
	}
	return s.Emit(raw.Draft{
		Kind: d.kind, Subject: d.target.Name, IDs: d.target.IDs(), Collected: d.collected, Collector: collector, Pointer: d.pointer,
		Payload: o.Texts("examined", looked, raw.ShortText, true).List("findings", terms).Object(),
	})
}

// term writes the finding as its kind has it.
func (f *finding) term(s *raw.Source, kind, target, instance string) *raw.Term {
	o := s.Fields().
		Must("id", raw.Clip(raw.First(f.id, "unnamed"), raw.ShortText)).
		Must("severity", f.severity).
		Must("status", f.status).Must("upstream_status", raw.Clip(f.word, raw.ShortText)).
		Flag("suppressed", f.suppressed).Text("suppression", f.suppression, raw.LongText).
		Must("target", target)
	if kind == raw.SecretFindings {
		// What a scanner says of a secret quotes it.
		return o.Text("position", f.position, raw.ShortText).Term()
	}
	o.Text("title", f.title, raw.LongText)
	switch kind {
	case raw.BenchmarkResults:
		idents := make([]*raw.Term, 0, len(f.identifiers))
		for _, id := range f.identifiers {
			idents = append(idents, s.Fields().Must("system", id[0]).Must("id", raw.Clip(id[1], raw.ShortText)).Term())
		}
		o.Text("version", f.version, raw.ShortText).List("identifiers", idents).Text("instance", instance, raw.ShortText).
			Text("message", f.message, raw.LongText).Text("time", raw.Stamp(f.time), raw.ShortText)
	case raw.ConfigurationFindings, raw.StaticAnalysis:
		o.Text("message", f.message, raw.LongText)
	}
	return o.Text("position", f.position, raw.ShortText).Term()
}

// weight orders severities; what nobody knows may be the worst.
func weight(severity string) int {
	switch severity {
	case "unknown":
		return 5
	case "critical":
		return 4
	case "high":
		return 3
	case "moderate":
		return 2
	case "low":
		return 1
	}
	return 0
}

// worse is the worse of two severities: nobody's word makes a rule weigh less
// than its author says.
func worse(a, b string) string {
	if weight(b) > weight(a) {
		return b
	}
	return a
}
