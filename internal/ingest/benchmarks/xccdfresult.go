package benchmarks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// document builds the document of a TestResult.
func (r *xccdfReader) document(t *xccdfResult) raw.Draft {
	s := r.s
	tg := t.target()
	c := t.scan()
	name := s.Name(tg)
	looked := []string{name}
	if !c.Ok() {
		looked = nil
	}
	findings := make([]*raw.Term, 0, len(t.rules))
	for i := range t.rules {
		findings = append(findings, r.finding(&t.rules[i], name, c.Ok()))
	}
	tool, version := t.tool()
	collector := raw.Clip(strings.TrimSpace(tool+" "+t.benchmark+" "+t.profile), raw.ShortText)
	if tg.Name == "" {
		collector += " " + s.Opt.Path
	}
	return raw.Draft{
		Kind: raw.BenchmarkResults, Subject: tg.Name, IDs: tg.IDs(), Collected: c.Ended, Collector: collector,
		Payload: s.Fields().
			Value("tool", s.Tool(tool, version)).
			Value("target", s.Target(tg)).
			Value("scan", s.Scan(c)).
			Value("benchmark", s.Fields().Must("id", raw.First(t.benchmark, "unknown")).Text("version", t.version, raw.ShortText).Text("profile", t.profile, raw.ShortText).Object()).
			Texts("examined", looked, raw.ShortText, true).
			List("findings", findings).
			Object(),
	}
}

// target is the host. What every host calls itself names none: two of them
// must not be taken for one.
func (t *xccdfResult) target() raw.Target {
	tg := raw.Target{Kind: "host"}
	for _, name := range slices.Concat(t.targets, t.aliases) {
		switch {
		case strings.HasPrefix(name, "localhost"), strings.HasPrefix(name, "127."), name == "::1", name == "0:0:0:0:0:0:0:1", name == "":
		case tg.Name == "" && slices.Contains(t.targets, name):
			tg.Name = name
		default:
			tg.Aliases = append(tg.Aliases, name)
		}
	}
	return tg
}

// tool is the scanner: from the facts, else from the CPE name in test-system.
func (t *xccdfResult) tool() (name, version string) {
	parts := strings.Split(t.system, ":")
	if t.scanner == "" && len(parts) > 4 && parts[3] != "" && parts[0] == "cpe" && strings.HasPrefix(parts[1], "/") {
		return parts[3], parts[4]
	}
	return raw.First(t.scanner, t.system, "unknown"), t.scannerVersion
}

// scan says how the scan went. end-time is required, so one without it was
// stopped. A scanner says by identity whether it had credentials; OpenSCAP
// writes false whatever it ran as (it authenticates nobody itself), so its
// word is no statement.
func (t *xccdfResult) scan() raw.Scan {
	c := raw.Scan{Identity: t.identity, Started: t.started, Ended: raw.First(t.ended, t.started)}
	if t.ended == "" {
		c.Reasons = append(c.Reasons, "not-finished")
	}
	if len(t.rules) == 0 {
		c.Reasons = append(c.Reasons, "no-results")
	}
	openscap := strings.Contains(strings.ToLower(t.system+" "+t.scanner), "openscap")
	yes := isTrue(t.authenticated) || isTrue(t.privileged)
	if yes || t.authenticated != "" && !openscap {
		c.Credentialed = &yes
		if !yes {
			c.Reasons = append(c.Reasons, "not-credentialed")
		}
	}
	return c
}

func isTrue(s string) bool { return s == "true" || s == "1" }

// xccdfStatus translates a result. "fixed" is a rule that failed and that the
// scanner repaired.
func xccdfStatus(word string) string {
	switch word {
	case "pass", "fixed":
		return raw.Pass
	case "fail":
		return raw.Fail
	case "notapplicable", "notselected", "informational":
		return raw.Skip
	}
	return raw.Undecided // error, unknown, notchecked, and what is no word
}

// finding turns a rule's result into a finding. An override counts for
// nothing here: the worst of what the scanner saw stands, marked.
func (r *xccdfReader) finding(rr *xccdfRuleResult, target string, ok bool) *raw.Term {
	s, rule := r.s, r.rules[rr.idref]
	status, suppressed := xccdfStatus(rr.result), false
	for _, old := range rr.overridden {
		if was := xccdfStatus(old); rank(was) > rank(status) {
			status, suppressed = was, true
		}
	}
	if !ok {
		status = raw.Undecided
	}
	idents := make([]*raw.Term, 0, len(rr.idents))
	for _, id := range rr.idents {
		idents = append(idents, s.Fields().Must("system", id[0]).Must("id", id[1]).Term())
	}
	f := s.Fields().
		Must("id", raw.First(rr.idref, "unnamed")).
		Text("version", raw.First(rr.version, rule.version), raw.ShortText).
		Text("title", rule.title, raw.ShortText).
		Must("severity", raw.Severity(raw.First(rr.severity, rule.severity))).
		Must("status", status).Must("upstream_status", raw.Clip(rr.result, raw.ShortText)).
		Flag("suppressed", suppressed)
	if suppressed {
		f.Text("suppression", raw.First(rr.remark, "overridden"), raw.LongText)
	}
	return f.Must("target", target).
		List("identifiers", idents).
		Text("role", rr.role, raw.ShortText).
		Text("instance", rr.instance, raw.ShortText).
		Text("message", rr.message, raw.LongText).
		Text("time", raw.Stamp(rr.time), raw.ShortText).
		Must("position", "line "+strconv.Itoa(rr.line)).
		Term()
}

// rank orders statuses by how much they weigh against the target.
func rank(status string) int {
	switch status {
	case raw.Fail:
		return 3
	case raw.Undecided:
		return 2
	case raw.Skip:
		return 1
	}
	return 0
}
