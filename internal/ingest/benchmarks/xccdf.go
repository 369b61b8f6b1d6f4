package benchmarks

import (
	"context"
	"encoding/xml"
	"io"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// xccdfReader walks a benchmark, a bare TestResult or an ARF collection and
// emits a document for each TestResult, whose bytes are the element's.
type xccdfReader struct {
	s       *raw.Source
	x       *raw.XML
	rules   map[string]xccdfRule // by id, of every benchmark met so far
	results int
	within  string // id of the benchmark that the results stand in
}

// xccdfRule is what a benchmark says of a rule that its result leaves out.
type xccdfRule struct{ severity, title, version string }

// readXCCDF reads XCCDF 1.1 and 1.2 results: a Benchmark with TestResult, a
// TestResult by itself, or either inside an ARF 1.1 collection.
//
// Source: NIST IR 7275 Rev. 4 (XCCDF 1.2), sections 6.4.4 and 6.6.
func readXCCDF(ctx context.Context, s *raw.Source) error {
	r := &xccdfReader{s: s, x: raw.NewXML(ctx, s), rules: map[string]xccdfRule{}}
	err := whole(r.x, func() { s.T.Mark(r.x.Dec.InputOffset()) }, func(e xml.StartElement) error {
		if !xccdfRoot(e.Name) {
			return r.x.FaultAt(raw.FaultFormat)
		}
		return r.element(e)
	})
	if err == nil && r.results == 0 {
		return &raw.Fault{Code: raw.FaultNoResults}
	}
	return err
}

// whole reads an XML file with one root element and nothing beside it. before is
// called before each token outside of the root.
func whole(x *raw.XML, before func(), root func(xml.StartElement) error) error {
	met := false
	for {
		before()
		tok, err := x.Next()
		switch {
		case err == io.EOF && met:
			return nil
		case err == io.EOF:
			return &raw.Fault{Code: raw.FaultEmpty}
		case err != nil:
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if met {
				return x.FaultAt(raw.FaultTrailing)
			}
			met = true
			if err := root(tok); err != nil {
				return err
			}
		case xml.CharData:
			if len(strings.TrimSpace(strings.TrimPrefix(string(tok), "\ufeff"))) > 0 {
				return x.FaultAt(raw.FaultTrailing)
			}
		}
	}
}

const xccdfSpace = "http://checklists.nist.gov/xccdf/"

func inXCCDF(n xml.Name) bool { return n.Space == xccdfSpace+"1.1" || n.Space == xccdfSpace+"1.2" }

func xccdfRoot(n xml.Name) bool {
	return inXCCDF(n) && (n.Local == "Benchmark" || n.Local == "TestResult") ||
		n.Local == "asset-report-collection" && strings.HasPrefix(n.Space, "http://scap.nist.gov/schema/asset-reporting-format/")
}

// element descends into everything, because benchmarks and results stand at
// different depths in the three kinds of file; it stops at rules and results.
func (r *xccdfReader) element(e xml.StartElement) error {
	if inXCCDF(e.Name) {
		switch e.Name.Local {
		case "Rule":
			return r.rule(e)
		case "TestResult":
			return r.testResult(e)
		case "Benchmark":
			defer func(was string) { r.within = was }(r.within)
			r.within = raw.Attr(e, "id")
		}
	}
	for {
		r.s.T.Mark(r.x.Dec.InputOffset())
		tok, err := r.x.Next()
		if err != nil {
			return r.x.Cut(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if err := r.element(tok); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// rule remembers a rule's severity and title. The first of an id counts.
func (r *xccdfReader) rule(e xml.StartElement) error {
	r.s.T.Unmark()
	rule := xccdfRule{severity: raw.Attr(e, "severity")}
	err := r.x.Children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "title":
			rule.title, err = r.x.Text(raw.ShortText)
		case "version":
			rule.version, err = r.x.Text(raw.ShortText)
		default:
			err = r.x.Skip()
		}
		return err
	})
	if _, known := r.rules[raw.Attr(e, "id")]; !known && len(r.rules) < r.s.Opt.Limits.Records {
		r.rules[raw.Attr(e, "id")] = rule
	}
	return err
}

// xccdfResult is one TestResult while it is read.
type xccdfResult struct {
	benchmark, version, profile string
	system                      string
	targets, aliases            []string
	identity                    string
	authenticated, privileged   string
	started, ended              string
	scanner, scannerVersion     string
	rules                       []xccdfRuleResult
}

type xccdfRuleResult struct {
	idref, severity, version, time, role string
	result                               string
	overridden                           []string // results that an override replaced
	remark, message, instance            string
	idents                               [][2]string // system, id
	line                                 int
}

func (r *xccdfReader) testResult(e xml.StartElement) error {
	r.results++
	line := r.s.T.Begin('<')
	t := xccdfResult{
		benchmark: r.within,
		system:    raw.Attr(e, "test-system"), version: raw.Attr(e, "version"),
		started: raw.Attr(e, "start-time"), ended: raw.Attr(e, "end-time"),
	}
	if err := r.x.Children(func(c xml.StartElement) error { return r.part(&t, c) }); err != nil {
		return err
	}
	digest := r.s.T.End(r.x.Dec.InputOffset())
	d := r.document(&t)
	d.Line, d.Digest = line, &digest
	return r.s.Emit(d)
}

// part reads one element of a TestResult.
func (r *xccdfReader) part(t *xccdfResult, e xml.StartElement) (err error) {
	if !inXCCDF(e.Name) {
		return r.x.Skip()
	}
	switch e.Name.Local {
	case "benchmark":
		t.benchmark = raw.First(raw.Attr(e, "id"), raw.Attr(e, "href"), t.benchmark)
	case "profile":
		t.profile = raw.Attr(e, "idref")
	case "identity":
		t.authenticated, t.privileged = raw.Attr(e, "authenticated"), raw.Attr(e, "privileged")
		t.identity, err = r.x.Text(raw.ShortText)
		return err
	case "target", "target-address":
		v, err := r.x.Text(raw.ShortText)
		if e.Name.Local == "target" {
			t.targets = append(t.targets, v)
		} else if len(t.aliases) < 100 {
			t.aliases = append(t.aliases, v)
		}
		return err
	case "target-facts":
		return r.x.Children(func(f xml.StartElement) error { return r.fact(t, f) })
	case "rule-result":
		if !r.s.CountRecord() {
			return r.x.FaultAt(raw.FaultRecords)
		}
		rr, err := r.ruleResult(e)
		t.rules = append(t.rules, rr)
		return err
	}
	return r.x.Skip()
}

// fact keeps what tells the scanner and the host's other names.
func (r *xccdfReader) fact(t *xccdfResult, e xml.StartElement) error {
	name := raw.Attr(e, "name")
	v, err := r.x.Text(raw.ShortText)
	switch name {
	case "urn:xccdf:fact:scanner:name":
		t.scanner = v
	case "urn:xccdf:fact:scanner:version":
		t.scannerVersion = v
	case "urn:xccdf:fact:asset:identifier:fqdn", "urn:xccdf:fact:asset:identifier:host_name":
		if len(t.aliases) < 100 {
			t.aliases = append(t.aliases, v)
		}
	}
	return err
}

func (r *xccdfReader) ruleResult(e xml.StartElement) (rr xccdfRuleResult, err error) {
	rr = xccdfRuleResult{
		idref: raw.Attr(e, "idref"), severity: raw.Attr(e, "severity"), version: raw.Attr(e, "version"),
		time: raw.Attr(e, "time"), role: raw.Attr(e, "role"),
	}
	rr.line, _ = r.x.Dec.InputPos()
	err = r.x.Children(func(c xml.StartElement) (err error) {
		if !inXCCDF(c.Name) {
			return r.x.Skip()
		}
		switch c.Name.Local {
		case "result":
			rr.result, err = r.x.Text(raw.ShortText)
		case "message":
			rr.message, err = r.x.Text(raw.LongText)
		case "instance":
			rr.instance, err = r.x.Text(raw.ShortText)
		case "ident":
			system := raw.Attr(c, "system")
			var id string
			if id, err = r.x.Text(raw.ShortText); len(rr.idents) < 200 {
				rr.idents = append(rr.idents, [2]string{system, id})
			}
		case "override":
			err = r.override(&rr)
		default:
			err = r.x.Skip()
		}
		return err
	})
	return rr, err
}

// override reads that someone replaced a result by another.
func (r *xccdfReader) override(rr *xccdfRuleResult) error {
	return r.x.Children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "old-result":
			var v string
			v, err = r.x.Text(raw.ShortText)
			rr.overridden = append(rr.overridden, v)
		case "remark":
			rr.remark, err = r.x.Text(raw.LongText)
		default:
			err = r.x.Skip()
		}
		return err
	})
}

func isXCCDF(h raw.Head) bool {
	name, tag := h.Root()
	return (name == "Benchmark" || name == "TestResult") && strings.Contains(tag, xccdfSpace) ||
		name == "asset-report-collection" && strings.Contains(tag, "asset-reporting-format")
}
