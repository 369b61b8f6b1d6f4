package scanners

import (
	"cmp"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// finding is one record of a scanner before its document is written: what
// vulnerabilities and configuration-findings say of one. Members that a format
// does not know stay empty.
type finding struct {
	id, title, message string
	severity           string // a word of the schemas
	status             string // pass, fail, undecided or skip
	word               string // the tool's own word for it
	suppressed         bool
	suppression        string
	target             string // the examined target, as examined.Add returned it
	position           string

	resource  string // of a configuration
	line, end int

	pkg                  part // of a vulnerability
	cvss                 raw.CVSS
	cwe                  []string
	published, firstSeen string
	kev                  bool
	kevDue               string

	version     string // of a rule of a benchmark
	identifiers [][2]string
}

// benchmark is what a host was measured against.
type benchmark struct{ id, version, profile string }

// part is the package that has a vulnerability.
type part struct{ name, version, fixed, purl, path string }

// scanned is what one tool says of one target for one kind: a document while
// it is gathered.
type scanned struct {
	kind          string
	tool, version string
	collector     string
	target        raw.Target
	scan          raw.Scan
	collected     string
	examined      raw.Examined
	findings      []finding
	benchmark     benchmark // of benchmark-results

	line   int
	digest *[32]byte // of a part of the file; nil for the whole

	seen ages
}

// ages are the times of a document's records, where each has its own.
type ages struct {
	oldest, newest string // of what counts in favour of the target; of everything
	low, high      time.Time
	silent         bool // something in favour of the target does not say when
}

// at notes when a record was last seen to be so.
func (a *ages) at(status, stamp string) {
	good := status == raw.Pass || status == raw.Skip
	t, _, ok := raw.ParseTime(stamp)
	switch {
	case !ok:
		a.silent = a.silent || good
		return
	case good && (a.oldest == "" || t.Before(a.low)):
		a.oldest, a.low = stamp, t
	}
	if a.newest == "" || t.After(a.high) {
		a.newest, a.high = stamp, t
	}
}

// age is the time of the whole: that of the oldest record in the target's
// favour, because a pass of long ago says nothing of today; where nothing is in
// its favour, the newest. It is empty where such a record says no time.
func (a *ages) age() string {
	if a.silent {
		return ""
	}
	return raw.First(a.oldest, a.newest)
}

// gathered are the documents of a file whose records are of many targets, in
// the order in which their targets were met.
type gathered struct {
	docs []*scanned
	by   map[string]*scanned
}

// of is the document of a key, which begin makes where it is new.
func (g *gathered) of(key string, begin func() *scanned) *scanned {
	d, ok := g.by[key]
	if !ok {
		if g.by == nil {
			g.by = map[string]*scanned{}
		}
		d = begin()
		g.by[key] = d
		g.docs = append(g.docs, d)
	}
	return d
}

// emit writes the documents, and says which of the declared kinds the file does
// not show. reason is why nothing may be concluded from any of them, "" for none.
func (g *gathered) emit(s *raw.Source, kinds []string, reason, remedy string) error {
	s.Finish()
	brought := map[string]bool{}
	for _, d := range g.docs {
		brought[d.kind] = true
		if d.collected == "" {
			d.collected = d.seen.age()
		}
		if d.scan.Ended == "" {
			d.scan.Ended = d.collected
		}
		if reason != "" {
			d.scan.Reasons = append(d.scan.Reasons, reason)
		}
		if err := d.emit(s); err != nil {
			return err
		}
	}
	for _, kind := range kinds {
		if s.Declares(kind) && !brought[kind] {
			if err := s.Unshown(kind, nil, "the file does not show that anything was examined for this kind", remedy); err != nil {
				return err
			}
		}
	}
	if s.Doc == 0 {
		return s.Unshown("", nil, "the file does not show that anything was examined", remedy)
	}
	return nil
}

// emit writes the document. Of a scan from which nothing may be concluded,
// nothing counts as examined and no record is decided.
func (d *scanned) emit(s *raw.Source) error {
	looked := d.examined.Names
	if !d.scan.Ok() {
		looked = nil
	}
	terms := make([]*raw.Term, 0, len(d.findings))
	for i := range d.findings {
		f := &d.findings[i]
		if !d.scan.Ok() {
			f.status = raw.Undecided
		}
		terms = append(terms, f.term(s, d.kind))
	}
	collector := raw.First(d.collector, d.tool)
	if d.target.Name == "" {
		// Reports that name no target of their own must not replace each
		// other: each file is its own series.
		collector += " " + s.Opt.Path
	}
	payload := s.Fields().
		Value("tool", s.Tool(d.tool, d.version)).
		Value("target", s.Target(d.target)).
		Value("scan", s.Scan(d.scan)).
		Texts("examined", looked, raw.ShortText, true).
		List("findings", terms)
	if b := d.benchmark; d.kind == raw.BenchmarkResults {
		payload.Value("benchmark", s.Fields().Must("id", raw.Clip(raw.First(b.id, "unknown"), raw.ShortText)).
			Text("version", b.version, raw.ShortText).Text("profile", b.profile, raw.ShortText).Object())
	}
	return s.Emit(raw.Draft{
		Kind: d.kind, Subject: d.target.Name, IDs: d.target.IDs(), Collected: d.collected, Collector: collector,
		Line: d.line, Digest: d.digest, Payload: payload.Object(),
	})
}

// paged is a file of findings of many targets that an API hands out in pages.
type paged struct {
	s    *raw.Source
	j    *raw.JSON
	docs gathered
}

// read reads the records of the file, whose pages hold them under list, and emits
// the documents that record gathered. A page that names a next one, and is the
// last that is there, makes the file an unfinished one: nothing of it is decided.
func (p *paged) read(list string, record func(raw.Entry) error, kinds []string, remedy string) error {
	more := false
	err := p.j.Batch(raw.Batch{
		List:   list,
		Begin:  func() { more = false },
		Record: record,
		Also: func(name string, v jsontext.Value) error {
			if name == "NextToken" {
				more = shown(v)
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	reason := ""
	if more {
		reason = "not-finished"
	}
	return p.docs.emit(p.s, kinds, reason, remedy)
}

// shown says whether a value is there and not null, false or an empty text.
func shown(v jsontext.Value) bool {
	switch string(v) {
	case "", "null", "false", `""`:
		return false
	}
	return true
}

// term writes the finding as its kind has it.
func (f *finding) term(s *raw.Source, kind string) *raw.Term {
	o := s.Fields().
		Must("id", raw.Clip(raw.First(f.id, "unnamed"), raw.ShortText)).
		Text("title", f.title, raw.LongText).
		Must("severity", f.severity).
		Must("status", f.status).Must("upstream_status", raw.Clip(f.word, raw.ShortText)).
		Flag("suppressed", f.suppressed).Text("suppression", f.suppression, raw.LongText).
		Must("target", f.target)
	switch kind {
	case raw.Vulnerabilities:
		f.vulnerability(s, o)
	case raw.BenchmarkResults:
		ids := make([]*raw.Term, 0, len(f.identifiers))
		for _, id := range f.identifiers {
			ids = append(ids, s.Fields().Must("system", raw.Clip(id[0], raw.ShortText)).Must("id", raw.Clip(id[1], raw.ShortText)).Term())
		}
		o.Text("version", f.version, raw.ShortText).List("identifiers", ids)
	case raw.StaticAnalysis:
		o.Must("level", "error").Text("path", f.resource, raw.LongText)
	case raw.SecretFindings:
		// What a scanner says of a secret quotes it.
		o.Text("path", f.resource, raw.LongText).Count("line", f.line).Count("end_line", f.end)
	default:
		o.Text("message", f.message, raw.LongText).Text("resource", f.resource, raw.ShortText).
			Count("line", f.line).Count("end_line", f.end)
	}
	return o.Text("position", f.position, raw.ShortText).Term()
}

// vulnerability adds what only a vulnerability has.
func (f *finding) vulnerability(s *raw.Source, o *raw.Fields) {
	if p := f.pkg; p != (part{}) {
		o.Value("package", s.Fields().
			Must("name", raw.Clip(p.name, raw.ShortText)).Must("version", raw.Clip(p.version, raw.ShortText)).
			Text("fixed", p.fixed, raw.ShortText).Text("purl", p.purl, raw.LongText).Text("path", p.path, raw.LongText).Object())
	}
	o.CVSS(f.cvss).Texts("cwe", f.cwe, raw.ShortText, false).
		Text("published", raw.Stamp(f.published), raw.ShortText).
		Text("first_seen", raw.Stamp(f.firstSeen), raw.ShortText)
	if f.kev {
		o.Flag("kev", true).Text("kev_due", f.kevDue, raw.ShortText)
	}
}

// scored is one of a vulnerability's base scores; nvd says that it is NVD's.
type scored struct {
	raw.CVSS
	nvd bool
}

// bestScore chooses among base scores as Trivy's reader does: version 3 before 4
// before 2, NVD's before the highest of the others.
func bestScore(of []scored) raw.CVSS {
	var best scored
	rank := func(version string) int {
		return slices.Index([]string{"2.0", "4.0", "3.0", "3.1"}, version)
	}
	for _, s := range of {
		s.Version = raw.VectorVersion(s.Vector, s.Version)
		if s.Version == "2" || s.Version == "3" || s.Version == "4" {
			s.Version += ".0"
		}
		if !s.Known() || rank(s.Version) < 0 {
			continue
		}
		order := cmp.Or(cmp.Compare(min(rank(s.Version), 2), min(rank(best.Version), 2)), cmp.Compare(truth(s.nvd), truth(best.nvd)), cmp.Compare(s.Score, best.Score))
		if best.Version == "" || order > 0 {
			best = s
		}
	}
	return best.CVSS
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
