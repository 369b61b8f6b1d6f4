package ingest

import (
	"slices"
	"strconv"
	"strings"
)

// sarifResult is one result as far as we keep it: no snippet, no code flow.
type sarifResult struct {
	RuleID    string         `json:"ruleId"`
	RuleIndex *int           `json:"ruleIndex"`
	Rule      sarifReference `json:"rule"`
	Kind      string         `json:"kind"`
	Level     string         `json:"level"`
	Message   struct {
		Text      string   `json:"text"`
		ID        string   `json:"id"`
		Arguments []string `json:"arguments"`
	} `json:"message"`
	Locations    []sarifPlace `json:"locations"`
	Suppressions []struct {
		Status        string `json:"status"`
		Justification string `json:"justification"`
	} `json:"suppressions"`
	Baseline     string            `json:"baselineState"`
	Fingerprints map[string]string `json:"fingerprints"`
	Partial      map[string]string `json:"partialFingerprints"`
	Provenance   struct {
		Invocation *int `json:"invocationIndex"`
	} `json:"provenance"`

	position string
}

// settle notes where the result stands and lets go of what is not kept.
func (x *sarifResult) settle(at string) {
	x.position = at
	x.Message.Text = clip(x.Message.Text, longText)
	if len(x.Locations) > 1 {
		x.Locations = slices.Clone(x.Locations[:1])
	}
}

// document builds the run's document.
//
// A run whose results are absent or null computed none, which is not the same
// as finding none; a run that an invocation calls unsuccessful examined
// nothing. Either way no result of it decides.
func (r *sarifRun) document(s *source, index int, used map[string]bool) draft {
	tg := r.target()
	name := s.name(tg)
	c := scan{}
	if !r.computed {
		c.reasons = append(c.reasons, "not-computed")
	}
	if r.elsewhere {
		c.reasons = append(c.reasons, "results-elsewhere")
	}
	for _, v := range r.invocations {
		if v.ExecutionSuccessful != nil && !*v.ExecutionSuccessful && !slices.Contains(c.reasons, "failed") {
			c.reasons = append(c.reasons, "failed")
		}
		// The oldest end is the age of the whole.
		c.ended, c.started = earlier(c.ended, first(v.EndTimeUtc, v.StartTimeUtc)), earlier(c.started, v.StartTimeUtc)
	}
	looked := []string{name}
	if !c.ok() {
		looked = nil
	}
	r.index()
	findings := make([]*term, 0, len(r.results))
	for i := range r.results {
		findings = append(findings, r.finding(s, &r.results[i], name, c.ok()))
	}
	for i := range r.invocations {
		findings = append(findings, r.failures(s, &r.invocations[i], name)...)
	}
	driver := r.tool.Driver
	return draft{
		kind: StaticAnalysis, subject: tg.name, ids: tg.ids(), collected: c.ended,
		collector: r.collector(s, index, used),
		payload: s.fields().
			value("tool", s.tool(driver.Name, first(driver.SemanticVersion, driver.Version))).
			value("target", s.target(tg)).
			value("scan", s.scan(c)).
			text("category", r.automation.ID, shortText).
			texts("examined", looked, shortText, true).
			list("findings", findings).
			object(),
	}
}

func (r *sarifRun) target() target {
	t := target{}
	for i, p := range r.provenance {
		if i == 0 {
			t.kind, t.name, t.revision = "repository", p.RepositoryURI, p.RevisionID
		} else {
			t.aliases = append(t.aliases, p.RepositoryURI)
		}
	}
	return t
}

// collector names the series this run belongs to: the tool and its category,
// or, where it names none or names it twice, its place. Runs of one series
// replace each other, so a guess here would lose findings.
func (r *sarifRun) collector(s *source, index int, used map[string]bool) string {
	category := r.automation.ID
	if i := strings.LastIndexByte(category, '/'); i >= 0 {
		category = category[:i] // the last part is the run's own, section 3.17.3
	}
	c := clip(first(r.tool.Driver.Name, "unknown"), shortText) + " " + clip(category, shortText)
	if category == "" || len(r.provenance) == 0 {
		c += " " + s.opt.Path
	}
	if used[c] {
		c += "#" + strconv.Itoa(index)
	}
	used[c] = true
	return c
}

// finding turns a result into a finding.
//
// Source: SARIF 2.1.0, 3.27.9 (kind), 3.27.10 (level), 3.27.24
// (baselineState), 3.35 (suppression).
func (r *sarifRun) finding(s *source, x *sarifResult, target string, ok bool) *term {
	rule := r.rule(x)
	kind := first(x.Kind, "fail")
	status := undecided
	switch kind {
	case "fail":
		status = fail
	case "pass":
		status = pass
	case "notApplicable", "informational":
		status = skip
	}
	if x.Baseline == "absent" && status == fail {
		status = pass // found before, not in this run
	}
	if !ok {
		status = undecided
	}
	suppressed, reason := x.suppression()
	level := r.level(x, rule, kind)
	var id, name, short string
	if rule != nil {
		id, name, short = rule.ID, rule.Name, rule.ShortDescription.Text
	}
	f := s.fields().
		must("id", clip(first(x.RuleID, x.Rule.ID, id, "unnamed"), shortText)).
		text("name", name, shortText).
		text("title", short, longText).
		text("message", r.message(x, rule), longText).
		must("severity", rule.severity(level, kind)).
		must("level", level).
		must("status", status).must("upstream_status", clip(kind, shortText)).
		text("baseline", x.Baseline, shortText).
		flag("suppressed", suppressed).text("suppression", reason, longText).
		must("target", target)
	if len(x.Locations) > 0 {
		p := x.Locations[0]
		f.text("path", r.path(p), longText).
			count("line", p.Physical.Region.StartLine).count("end_line", p.Physical.Region.EndLine)
		if len(p.Logical) > 0 {
			f.text("symbol", first(p.Logical[0].FullyQualifiedName, p.Logical[0].Name), longText)
		}
	}
	return f.text("fingerprint", first(oneOf(x.Fingerprints), oneOf(x.Partial)), shortText).
		text("position", x.position, shortText).
		term()
}

// failures are the tool's own errors, a file it could not parse among them:
// something was not examined, so each is a record that decides nothing.
func (r *sarifRun) failures(s *source, v *sarifInvocation, target string) (out []*term) {
	for _, n := range slices.Concat(v.Execution, v.Configuration) {
		if n.Level != "error" {
			continue
		}
		f := s.fields().
			must("id", clip(first(n.Descriptor.ID, "tool-error"), shortText)).
			must("title", "The tool reports an error of its own").
			must("severity", "unknown").must("level", "error").
			must("status", undecided).must("upstream_status", "notification").
			flag("suppressed", false).must("target", target)
		if len(n.Locations) > 0 {
			f.text("path", r.path(n.Locations[0]), longText)
		}
		out = append(out, f.text("position", v.position, shortText).term())
	}
	return out
}

// suppression says whether someone accepted to set the result aside. A
// suppression that is under review or rejected sets nothing aside.
func (x *sarifResult) suppression() (on bool, reason string) {
	for _, p := range x.Suppressions {
		if p.Status == "" || p.Status == "accepted" {
			return true, p.Justification
		}
	}
	return false, ""
}

// rule finds the rule of a result: by index in its component, else by id, else
// by the id's parents ("CA1000/1" is a case of "CA1000"). nil for none.
func (r *sarifRun) rule(x *sarifResult) *sarifRule {
	id := first(x.RuleID, x.Rule.ID)
	rules := r.tool.Driver.Rules
	if i := x.Rule.Component.Index; i != nil && *i >= 0 && *i < len(r.tool.Extensions) {
		rules = r.tool.Extensions[*i].Rules
	}
	for _, i := range []*int{x.Rule.Index, x.RuleIndex} {
		if i != nil && *i >= 0 && *i < len(rules) && (id == "" || strings.HasPrefix(id, rules[*i].ID)) {
			return &rules[*i]
		}
	}
	for id != "" {
		if rule := r.rules[id]; rule != nil {
			return rule
		}
		id = id[:max(strings.LastIndexByte(id, '/'), 0)]
	}
	return nil
}

// index makes the rules known by id; the driver's come before the extensions'.
func (r *sarifRun) index() {
	r.rules = map[string]*sarifRule{}
	for _, rules := range append([][]sarifRule{r.tool.Driver.Rules}, extensionRules(r.tool.Extensions)...) {
		for i := range rules {
			if _, known := r.rules[rules[i].ID]; !known {
				r.rules[rules[i].ID] = &rules[i]
			}
		}
	}
}

func extensionRules(extensions []sarifComponent) (out [][]sarifRule) {
	for i := range extensions {
		out = append(out, extensions[i].Rules)
	}
	return out
}

// level settles a level that the result leaves open: from the invocation's
// override, the rule's default, else warning.
func (r *sarifRun) level(x *sarifResult, rule *sarifRule, kind string) string {
	switch {
	case x.Level != "":
		return clip(x.Level, shortText)
	case kind != "fail":
		return "none"
	}
	if i := x.Provenance.Invocation; i != nil && *i >= 0 && *i < len(r.invocations) && rule != nil {
		for _, o := range r.invocations[*i].Overrides {
			if o.Descriptor.ID == rule.ID && o.Configuration.Level != "" {
				return clip(o.Configuration.Level, shortText)
			}
		}
	}
	if rule != nil && rule.Default.Level != "" {
		return clip(rule.Default.Level, shortText)
	}
	return "warning"
}

// severity prefers the score that rules carry for code scanning, on the scale
// of CVSS, over the level. A finding without severity word is unknown, never
// low; what is no finding has none.
func (rule *sarifRule) severity(level, kind string) string {
	switch kind {
	case "pass", "notApplicable", "informational":
		return "none"
	}
	if rule != nil {
		text := strings.Trim(string(rule.Properties.Severity), `"`)
		if score, err := strconv.ParseFloat(text, 64); err == nil && score > 0 && score <= 10 {
			return severityOfScore(score)
		}
		if kind != "fail" {
			level = rule.Default.Level // its own level is none by definition
		}
	}
	switch {
	case level == "error":
		return "high"
	case level == "warning":
		return "moderate"
	case level == "note":
		return "low"
	case level == "none" && kind == "fail":
		return "none"
	}
	return "unknown"
}

func (r *sarifRun) message(x *sarifResult, rule *sarifRule) string {
	text := x.Message.Text
	if text == "" && rule != nil {
		text = rule.MessageStrings[x.Message.ID].Text
		for i, a := range x.Message.Arguments {
			text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", a)
			if text = clip(text, longText); i > 20 {
				break
			}
		}
	}
	return text
}

func (r *sarifRun) path(p sarifPlace) string {
	a := p.Physical.Artifact
	if a.URI == "" && a.Index != nil && *a.Index >= 0 && *a.Index < len(r.artifacts) {
		return r.artifacts[*a.Index]
	}
	return a.URI
}

// oneOf is the value under the first key, so that it is the same in each run.
func oneOf(m map[string]string) string {
	least := ""
	for k := range m {
		if least == "" || k < least {
			least = k
		}
	}
	return m[least]
}

// earlier is the earlier of two times as tools write them; one that is no time
// loses.
func earlier(a, b string) string {
	ta, _, okA := parseTime(a)
	tb, _, okB := parseTime(b)
	if !okA || okB && tb.Before(ta) {
		return b
	}
	return a
}
