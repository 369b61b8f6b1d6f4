package ingest

import (
	"context"
	"encoding/xml"
	"io"
	"strings"
)

// xccdfReader walks a benchmark, a bare TestResult or an ARF collection and
// emits a document for each TestResult, whose bytes are the element's.
type xccdfReader struct {
	s       *source
	x       *xmlReader
	rules   map[string]xccdfRule // by id, of every benchmark met so far
	results int
	records int
}

// xccdfRule is what a benchmark says of a rule that its result leaves out.
type xccdfRule struct{ severity, title, version string }

// readXCCDF reads XCCDF 1.1 and 1.2 results: a Benchmark with TestResult, a
// TestResult by itself, or either inside an ARF 1.1 collection.
//
// Source: NIST IR 7275 Rev. 4 (XCCDF 1.2), sections 6.4.4 and 6.6.
func readXCCDF(ctx context.Context, s *source) error {
	r := &xccdfReader{s: s, x: newXML(ctx, s), rules: map[string]xccdfRule{}}
	root := false
	for {
		r.s.t.mark(r.x.dec.InputOffset())
		tok, err := r.x.next()
		switch {
		case err == io.EOF && root:
			if r.results == 0 {
				return &fault{code: faultNoResults}
			}
			return nil
		case err == io.EOF:
			return &fault{code: faultEmpty}
		case err != nil:
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if root {
				return r.x.faultAt(faultTrailing)
			}
			root = true
			if !xccdfRoot(tok.Name) {
				return r.x.faultAt(faultFormat)
			}
			if err := r.element(tok); err != nil {
				return err
			}
		case xml.CharData:
			if len(strings.TrimSpace(strings.TrimPrefix(string(tok), "\ufeff"))) > 0 {
				return r.x.faultAt(faultTrailing)
			}
		}
	}
}

const xccdfSpace = "http://checklists.nist.gov/xccdf/"

func isXCCDF(n xml.Name) bool { return n.Space == xccdfSpace+"1.1" || n.Space == xccdfSpace+"1.2" }

func xccdfRoot(n xml.Name) bool {
	return isXCCDF(n) && (n.Local == "Benchmark" || n.Local == "TestResult") ||
		n.Local == "asset-report-collection" && strings.HasPrefix(n.Space, "http://scap.nist.gov/schema/asset-reporting-format/")
}

// element descends into everything, because benchmarks and results stand at
// different depths in the three kinds of file; it stops at rules and results.
func (r *xccdfReader) element(e xml.StartElement) error {
	if isXCCDF(e.Name) {
		switch e.Name.Local {
		case "Rule":
			return r.rule(e)
		case "TestResult":
			return r.testResult(e)
		}
	}
	for {
		r.s.t.mark(r.x.dec.InputOffset())
		tok, err := r.x.next()
		if err != nil {
			return r.x.cut(err)
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
	r.s.t.unmark()
	rule := xccdfRule{severity: attr(e, "severity")}
	err := r.x.children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "title":
			rule.title, err = r.x.text(shortText)
		case "version":
			rule.version, err = r.x.text(shortText)
		default:
			err = r.x.skip()
		}
		return err
	})
	if _, known := r.rules[attr(e, "id")]; !known && len(r.rules) < r.s.opt.Limits.Records {
		r.rules[attr(e, "id")] = rule
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
	line := r.s.t.begin('<')
	t := xccdfResult{
		system: attr(e, "test-system"), version: attr(e, "version"),
		started: attr(e, "start-time"), ended: attr(e, "end-time"),
	}
	if err := r.x.children(func(c xml.StartElement) error { return r.part(&t, c) }); err != nil {
		return err
	}
	digest := r.s.t.end(r.x.dec.InputOffset())
	d := r.document(&t)
	d.line, d.digest = line, &digest
	return r.s.emit(d)
}

// part reads one element of a TestResult.
func (r *xccdfReader) part(t *xccdfResult, e xml.StartElement) (err error) {
	if !isXCCDF(e.Name) {
		return r.x.skip()
	}
	switch e.Name.Local {
	case "benchmark":
		t.benchmark = first(attr(e, "id"), attr(e, "href"))
	case "profile":
		t.profile = attr(e, "idref")
	case "identity":
		t.authenticated, t.privileged = attr(e, "authenticated"), attr(e, "privileged")
		t.identity, err = r.x.text(shortText)
		return err
	case "target", "target-address":
		v, err := r.x.text(shortText)
		if e.Name.Local == "target" {
			t.targets = append(t.targets, v)
		} else if len(t.aliases) < 100 {
			t.aliases = append(t.aliases, v)
		}
		return err
	case "target-facts":
		return r.x.children(func(f xml.StartElement) error { return r.fact(t, f) })
	case "rule-result":
		if r.records++; r.records > r.s.opt.Limits.Records {
			return r.x.faultAt(faultRecords)
		}
		rr, err := r.ruleResult(e)
		t.rules = append(t.rules, rr)
		return err
	}
	return r.x.skip()
}

// fact keeps what tells the scanner and the host's other names.
func (r *xccdfReader) fact(t *xccdfResult, e xml.StartElement) error {
	name := attr(e, "name")
	v, err := r.x.text(shortText)
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
		idref: attr(e, "idref"), severity: attr(e, "severity"), version: attr(e, "version"),
		time: attr(e, "time"), role: attr(e, "role"),
	}
	rr.line, _ = r.x.dec.InputPos()
	err = r.x.children(func(c xml.StartElement) (err error) {
		if !isXCCDF(c.Name) {
			return r.x.skip()
		}
		switch c.Name.Local {
		case "result":
			rr.result, err = r.x.text(shortText)
		case "message":
			rr.message, err = r.x.text(longText)
		case "instance":
			rr.instance, err = r.x.text(shortText)
		case "ident":
			system := attr(c, "system")
			var id string
			if id, err = r.x.text(shortText); len(rr.idents) < 200 {
				rr.idents = append(rr.idents, [2]string{system, id})
			}
		case "override":
			err = r.override(&rr)
		default:
			err = r.x.skip()
		}
		return err
	})
	return rr, err
}

// override reads that someone replaced a result by another.
func (r *xccdfReader) override(rr *xccdfRuleResult) error {
	return r.x.children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "old-result":
			var v string
			v, err = r.x.text(shortText)
			rr.overridden = append(rr.overridden, v)
		case "remark":
			rr.remark, err = r.x.text(longText)
		default:
			err = r.x.skip()
		}
		return err
	})
}
