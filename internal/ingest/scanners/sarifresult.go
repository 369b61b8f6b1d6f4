package scanners

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
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
	x.Message.Text = raw.Clip(x.Message.Text, raw.LongText)
	if len(x.Locations) > 1 {
		x.Locations = slices.Clone(x.Locations[:1])
	}
}

// document builds the run's document.
//
// A run whose results are absent or null computed none, which is not the same
// as finding none; a run that an invocation calls unsuccessful examined
// nothing. Either way no result of it decides.
func (r *sarifRun) document(s *raw.Source, index int, used map[string]bool) raw.Draft {
	tg := r.target()
	name := s.Name(tg)
	c := raw.Scan{}
	if !r.computed {
		c.Reasons = append(c.Reasons, "not-computed")
	}
	if r.elsewhere {
		c.Reasons = append(c.Reasons, "results-elsewhere")
	}
	for _, v := range r.invocations {
		if v.failed() && !slices.Contains(c.Reasons, "failed") {
			c.Reasons = append(c.Reasons, "failed")
		}
		// The oldest end is the age of the whole.
		c.Ended, c.Started = earlier(c.Ended, raw.First(v.EndTimeUtc, v.StartTimeUtc)), earlier(c.Started, v.StartTimeUtc)
	}
	looked := []string{name}
	if !c.Ok() {
		looked = nil
	}
	r.index()
	findings := make([]*raw.Term, 0, len(r.results))
	for i := range r.results {
		findings = append(findings, r.finding(s, &r.results[i], name, c.Ok()))
	}
	for i := range r.invocations {
		findings = append(findings, r.failures(s, &r.invocations[i], name)...)
	}
	driver := r.tool.Driver
	category := r.automation.ID
	if r.kind != raw.StaticAnalysis {
		category = "" // other kinds have no place for it
	}
	return raw.Draft{
		Kind: r.kind, Subject: tg.Name, IDs: tg.IDs(), Collected: c.Ended,
		Collector: r.collector(s, index, used),
		Payload: s.Fields().
			Value("tool", s.Tool(driver.Name, raw.First(driver.SemanticVersion, driver.Version))).
			Value("target", s.Target(tg)).
			Value("scan", s.Scan(c)).
			Text("category", category, raw.ShortText).
			Texts("examined", looked, raw.ShortText, true).
			List("findings", findings).
			Object(),
	}
}

func (r *sarifRun) target() raw.Target {
	t := raw.Target{}
	for i, p := range r.provenance {
		if i == 0 {
			t.Kind, t.Name, t.Revision = "repository", p.RepositoryURI, p.RevisionID
		} else {
			t.Aliases = append(t.Aliases, p.RepositoryURI)
		}
	}
	return t
}

// collector names the series this run belongs to: the tool and its category,
// or, where it names none or names it twice, its place. Runs of one series
// replace each other, so a guess here would lose findings.
func (r *sarifRun) collector(s *raw.Source, index int, used map[string]bool) string {
	category := r.automation.ID
	if i := strings.LastIndexByte(category, '/'); i >= 0 {
		category = category[:i] // the last part is the run's own, section 3.17.3
	}
	c := raw.Clip(raw.First(r.tool.Driver.Name, "unknown"), raw.ShortText) + " " + raw.Clip(category, raw.ShortText)
	if category == "" || len(r.provenance) == 0 {
		c += " " + s.Opt.Path
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
func (r *sarifRun) finding(s *raw.Source, x *sarifResult, target string, ok bool) *raw.Term {
	rule := r.rule(x)
	kind := raw.First(x.Kind, "fail")
	status := raw.Undecided
	switch kind {
	case "fail":
		status = raw.Fail
	case "pass":
		status = raw.Pass
	case "notApplicable", "informational":
		status = raw.Skip
	}
	if x.Baseline == "absent" && status == raw.Fail {
		status = raw.Pass // found before, not in this run
	}
	if !ok {
		status = raw.Undecided
	}
	suppressed, reason := x.suppression()
	level := r.level(x, rule, kind)
	var id, name, short string
	if rule != nil {
		id, name, short = rule.ID, rule.Name, rule.ShortDescription.Text
	}
	id = raw.First(x.RuleID, x.Rule.ID, id, "unnamed")
	if r.kind != raw.StaticAnalysis {
		of := finding{
			id: id, title: raw.First(short, name), message: r.message(x, rule), severity: rule.severity(level, kind), status: status, word: kind,
			suppressed: suppressed, suppression: reason, target: target, position: x.position,
		}
		if len(x.Locations) > 0 {
			p := x.Locations[0]
			of.resource, of.line, of.end = r.path(p), p.Physical.Region.StartLine, p.Physical.Region.EndLine
		}
		return of.term(s, r.kind)
	}
	f := s.Fields().
		Must("id", raw.Clip(id, raw.ShortText)).
		Text("name", name, raw.ShortText).
		Text("title", short, raw.LongText).
		Text("message", r.message(x, rule), raw.LongText).
		Must("severity", rule.severity(level, kind)).
		Must("level", level).
		Must("status", status).Must("upstream_status", raw.Clip(kind, raw.ShortText)).
		Text("baseline", x.Baseline, raw.ShortText).
		Flag("suppressed", suppressed).Text("suppression", reason, raw.LongText).
		Must("target", target)
	if len(x.Locations) > 0 {
		p := x.Locations[0]
		f.Text("path", r.path(p), raw.LongText).
			Count("line", p.Physical.Region.StartLine).Count("end_line", p.Physical.Region.EndLine)
		if len(p.Logical) > 0 {
			f.Text("symbol", raw.First(p.Logical[0].FullyQualifiedName, p.Logical[0].Name), raw.LongText)
		}
	}
	return f.Text("fingerprint", raw.First(oneOf(x.Fingerprints), oneOf(x.Partial)), raw.ShortText).
		Text("position", x.position, raw.ShortText).
		Term()
}

// failures are the tool's own errors, and its warnings that name a file or a rule,
// a file it could not parse among them: something was not examined, so each is a
// record that decides nothing.
func (r *sarifRun) failures(s *raw.Source, v *sarifInvocation, target string) (out []*raw.Term) {
	for _, n := range slices.Concat(v.Execution, v.Configuration) {
		if n.Level != "error" && (n.Level != "warning" || n.Descriptor.ID == "" && len(n.Locations) == 0) {
			continue
		}
		of := finding{
			id: raw.First(n.Descriptor.ID, "tool-error"), title: "The tool reports a problem of its own", severity: "unknown",
			status: raw.Undecided, word: "notification", target: target, position: v.position,
		}
		if len(n.Locations) > 0 {
			of.resource = r.path(n.Locations[0])
		}
		out = append(out, of.term(s, r.kind))
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
	id := raw.First(x.RuleID, x.Rule.ID)
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
		return raw.Clip(x.Level, raw.ShortText)
	case kind != "fail":
		return "none"
	}
	if i := x.Provenance.Invocation; i != nil && *i >= 0 && *i < len(r.invocations) && rule != nil {
		for _, o := range r.invocations[*i].Overrides {
			if o.Descriptor.ID == rule.ID && o.Configuration.Level != "" {
				return raw.Clip(o.Configuration.Level, raw.ShortText)
			}
		}
	}
	if rule != nil && rule.Default.Level != "" {
		return raw.Clip(rule.Default.Level, raw.ShortText)
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
			return raw.SeverityOfScore(score)
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
			if text = raw.Clip(text, raw.LongText); i > 20 {
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
// Gitleaks puts the commit there, whose author is nobody's business.
func oneOf(m map[string]string) string {
	least := ""
	for k := range m {
		personal := k == "author" || k == "email" || k == "date" || k == "commitMessage"
		if !personal && (least == "" || k < least) {
			least = k
		}
	}
	return m[least]
}

// earlier is the earlier of two times as tools write them; one that is no time
// loses.
func earlier(a, b string) string {
	ta, _, okA := raw.ParseTime(a)
	tb, _, okB := raw.ParseTime(b)
	if !okA || okB && tb.Before(ta) {
		return b
	}
	return a
}

// later is the later of two times as tools write them; one that is no time
// loses.
func later(a, b string) string {
	ta, _, okA := raw.ParseTime(a)
	tb, _, okB := raw.ParseTime(b)
	if !okA || okB && tb.After(ta) {
		return b
	}
	return a
}
