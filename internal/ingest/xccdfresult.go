package ingest

import (
	"slices"
	"strconv"
	"strings"
)

// document builds the document of a TestResult.
func (r *xccdfReader) document(t *xccdfResult) draft {
	s := r.s
	tg := t.target()
	c := t.scan()
	name := s.name(tg)
	looked := []string{name}
	if !c.ok() {
		looked = nil
	}
	findings := make([]*term, 0, len(t.rules))
	for i := range t.rules {
		findings = append(findings, r.finding(&t.rules[i], name, c.ok()))
	}
	tool, version := t.tool()
	collector := clip(strings.TrimSpace(tool+" "+t.benchmark+" "+t.profile), shortText)
	if tg.name == "" {
		collector += " " + s.opt.Path
	}
	return draft{
		kind: BenchmarkResults, subject: tg.name, ids: tg.ids(), collected: c.ended, collector: collector,
		payload: s.fields().
			value("tool", s.tool(tool, version)).
			value("target", s.target(tg)).
			value("scan", s.scan(c)).
			value("benchmark", s.fields().must("id", first(t.benchmark, "unknown")).text("version", t.version, shortText).text("profile", t.profile, shortText).object()).
			texts("examined", looked, shortText, true).
			list("findings", findings).
			object(),
	}
}

// target is the host. What every host calls itself names none: two of them
// must not be taken for one.
func (t *xccdfResult) target() target {
	tg := target{kind: "host"}
	for _, name := range slices.Concat(t.targets, t.aliases) {
		switch {
		case strings.HasPrefix(name, "localhost"), strings.HasPrefix(name, "127."), name == "::1", name == "0:0:0:0:0:0:0:1", name == "":
		case tg.name == "" && slices.Contains(t.targets, name):
			tg.name = name
		default:
			tg.aliases = append(tg.aliases, name)
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
	return first(t.scanner, t.system, "unknown"), t.scannerVersion
}

// scan says how the scan went. end-time is required, so one without it was
// stopped. A scanner says by identity whether it had credentials; OpenSCAP
// writes false whatever it ran as (it authenticates nobody itself), so its
// word is no statement.
func (t *xccdfResult) scan() scan {
	c := scan{identity: t.identity, started: t.started, ended: first(t.ended, t.started)}
	if t.ended == "" {
		c.reasons = append(c.reasons, "not-finished")
	}
	if len(t.rules) == 0 {
		c.reasons = append(c.reasons, "no-results")
	}
	openscap := strings.Contains(strings.ToLower(t.system+" "+t.scanner), "openscap")
	yes := isTrue(t.authenticated) || isTrue(t.privileged)
	if yes || t.authenticated != "" && !openscap {
		c.credentialed = &yes
		if !yes {
			c.reasons = append(c.reasons, "not-credentialed")
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
		return pass
	case "fail":
		return fail
	case "notapplicable", "notselected", "informational":
		return skip
	}
	return undecided // error, unknown, notchecked, and what is no word
}

// finding turns a rule's result into a finding. An override counts for
// nothing here: the worst of what the scanner saw stands, marked.
func (r *xccdfReader) finding(rr *xccdfRuleResult, target string, ok bool) *term {
	s, rule := r.s, r.rules[rr.idref]
	status, suppressed := xccdfStatus(rr.result), false
	for _, old := range rr.overridden {
		if was := xccdfStatus(old); rank(was) > rank(status) {
			status, suppressed = was, true
		}
	}
	if !ok {
		status = undecided
	}
	idents := make([]*term, 0, len(rr.idents))
	for _, id := range rr.idents {
		idents = append(idents, s.fields().must("system", id[0]).must("id", id[1]).term())
	}
	f := s.fields().
		must("id", first(rr.idref, "unnamed")).
		text("version", first(rr.version, rule.version), shortText).
		text("title", rule.title, shortText).
		must("severity", severity(first(rr.severity, rule.severity))).
		must("status", status).must("upstream_status", clip(rr.result, shortText)).
		flag("suppressed", suppressed)
	if suppressed {
		f.text("suppression", first(rr.remark, "overridden"), longText)
	}
	return f.must("target", target).
		list("identifiers", idents).
		text("role", rr.role, shortText).
		text("instance", rr.instance, shortText).
		text("message", rr.message, longText).
		text("time", stamp(rr.time), shortText).
		must("position", "line "+strconv.Itoa(rr.line)).
		term()
}

// rank orders statuses by how much they weigh against the target.
func rank(status string) int {
	switch status {
	case fail:
		return 3
	case undecided:
		return 2
	case skip:
		return 1
	}
	return 0
}
