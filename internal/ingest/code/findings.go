package code

import "github.com/assay-compliance/assay/internal/ingest/raw"

// finding is one record before its document is written.
type finding struct {
	id, title, message string
	severity           string // a word of the schemas
	status             string
	word               string // the tool's own word for it
	suppressed         bool
	suppression        string
	path               string
	line, end          int
	fingerprint        string
	position           string
}

// report is what one tool says of one target: a document while it is gathered.
type report struct {
	kind, tool, version string
	target              raw.Target
	scan                raw.Scan
	findings            []finding
}

// emit writes the document. Of a scan from which nothing may be concluded,
// nothing counts as examined and no record is decided.
func (r *report) emit(s *raw.Source) error {
	name := s.Name(r.target)
	looked := []string{name}
	if !r.scan.Ok() {
		looked = nil
	}
	terms := make([]*raw.Term, 0, len(r.findings))
	for i := range r.findings {
		f := &r.findings[i]
		if !r.scan.Ok() {
			f.status = raw.Undecided
		}
		terms = append(terms, f.term(s, r.kind, name))
	}
	collector := r.tool
	if r.target.Name == "" {
		// Reports that name no target of their own must not replace each
		// other: each file is its own series.
		collector += " " + s.Opt.Path
	}
	return s.Emit(raw.Draft{
		Kind: r.kind, Subject: r.target.Name, IDs: r.target.IDs(), Collected: r.scan.Ended, Collector: collector,
		Payload: s.Fields().
			Value("tool", s.Tool(r.tool, r.version)).
			Value("target", s.Target(r.target)).
			Value("scan", s.Scan(r.scan)).
			Texts("examined", looked, raw.ShortText, true).
			List("findings", terms).
			Object(),
	})
}

// term writes the finding as its kind has it.
func (f *finding) term(s *raw.Source, kind, target string) *raw.Term {
	o := s.Fields().
		Must("id", raw.Clip(raw.First(f.id, "unnamed"), raw.ShortText)).
		Text("title", f.title, raw.LongText).
		Must("severity", f.severity).
		Must("status", f.status).Must("upstream_status", raw.Clip(f.word, raw.ShortText)).
		Flag("suppressed", f.suppressed).Text("suppression", f.suppression, raw.LongText).
		Must("target", target).
		Text("path", f.path, raw.LongText).Count("line", f.line).Count("end_line", f.end).
		Text("fingerprint", f.fingerprint, raw.ShortText)
	if kind == raw.StaticAnalysis {
		o.Text("message", f.message, raw.LongText)
	}
	return o.Text("position", f.position, raw.ShortText).Term()
}
