package benchmarks

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// hdfKinds are the kinds that reports can bring.
var hdfKinds = []string{raw.BenchmarkResults, raw.Vulnerabilities, raw.ConfigurationFindings, raw.StaticAnalysis, raw.SecretFindings}

// converted says of which kind the tools are whose reports converters turn into
// this format, by a word of the profile's name. What tests running applications
// is of no kind that such a report could fill.
var converted = []struct{ word, kind string }{
	{"xccdf", raw.BenchmarkResults}, {"checklist", raw.BenchmarkResults}, {"stig", raw.BenchmarkResults}, {"openscap", raw.BenchmarkResults},
	{"trufflehog", raw.SecretFindings}, {"gitleaks", raw.SecretFindings},
	{"gosec", raw.StaticAnalysis}, {"sarif", raw.StaticAnalysis}, {"sonarqube", raw.StaticAnalysis}, {"fortify", raw.StaticAnalysis}, {"hadolint", raw.StaticAnalysis},
	{"grype", raw.Vulnerabilities}, {"snyk", raw.Vulnerabilities}, {"trivy", raw.Vulnerabilities}, {"nessus", raw.Vulnerabilities}, {"twistlock", raw.Vulnerabilities},
	{"prisma", raw.Vulnerabilities}, {"xray", raw.Vulnerabilities}, {"neuvector", raw.Vulnerabilities}, {"dependency-track", raw.Vulnerabilities}, {"cyclonedx", raw.Vulnerabilities},
	{"aws config", raw.ConfigurationFindings}, {"security hub", raw.ConfigurationFindings}, {"prowler", raw.ConfigurationFindings}, {"scout", raw.ConfigurationFindings},
	{"azure policy", raw.ConfigurationFindings}, {"secure score", raw.ConfigurationFindings}, {"checkov", raw.ConfigurationFindings}, {"kics", raw.ConfigurationFindings},
}

// converter says that the report was not written by who ran the controls.
func (r *hdfReport) converter() bool {
	return strings.EqualFold(strings.TrimSpace(r.platform.Name), "heimdall tools") || len(r.tools) > 0
}

// kind is the kind of a profile's document; "" where nobody says which.
func (r *hdfReport) kind(p *hdfProfile) string {
	if !r.converter() {
		return raw.BenchmarkResults
	}
	text := strings.ToLower(strings.Join(append([]string{p.name, p.title}, r.tools...), " "))
	for _, c := range converted {
		if strings.Contains(text, c.word) {
			return c.kind
		}
	}
	declared := ""
	for _, kind := range hdfKinds {
		if r.s.Declares(kind) {
			if declared != "" {
				return ""
			}
			declared = kind
		}
	}
	return declared
}

// emit writes a document for each profile that no other one overlays.
func (r *hdfReport) emit() error {
	if len(r.profiles) == 0 {
		return r.s.Unshown("", nil, "the report has no profile, so that nothing shows that a control was run", "run `inspec exec PROFILE --reporter json` again")
	}
	for _, f := range r.families() {
		if err := r.document(f); err != nil {
			return err
		}
	}
	return nil
}

// families are the profiles of the report, each with those it overlays behind
// it.
func (r *hdfReport) families() (out [][]*hdfProfile) {
	by := map[string]*hdfProfile{}
	for _, p := range r.profiles {
		if by[p.name] == nil {
			by[p.name] = p
		}
	}
	place := map[*hdfProfile]int{}
	for _, p := range r.profiles {
		top := p
		for range len(r.profiles) {
			up := by[top.parent]
			if top.parent == "" || up == nil || up == top {
				break
			}
			top = up
		}
		i, ok := place[top]
		if !ok {
			i = len(out)
			place[top] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

// hdfLayers is a control with everything that the profiles of a family say of
// it.
type hdfLayers struct {
	hdfControl
	impacts []*float64 // of the layers that have results
	layered []*float64 // of the others
}

// document writes the document of a profile and of those that it overlays.
func (r *hdfReport) document(family []*hdfProfile) error {
	top := family[0]
	d := judged{
		kind: r.kind(top), tool: r.tool(), version: r.version, target: r.target(top),
		benchmark: raw.First(top.name, top.title), benchmarkVersion: top.version, pointer: top.pointer,
	}
	if r.converter() {
		d.version = ""
	}
	var order []*hdfLayers
	by := map[string]*hdfLayers{}
	for _, p := range family {
		if p.status == "failed" || p.failedDependency {
			d.scan.Reasons = []string{"failed"}
		}
		for _, c := range p.controls {
			l := by[c.ID]
			if l == nil {
				l = &hdfLayers{hdfControl: c}
				l.Results = nil
				by[c.ID] = l
				order = append(order, l)
			} else {
				r.s.File.Records.Read-- // another layer of the same record
			}
			l.add(c)
		}
	}
	var when span
	for _, l := range order {
		d.findings = append(d.findings, l.finding(&when))
	}
	if len(order) == 0 {
		d.scan.Reasons = append(d.scan.Reasons, "no-results")
	}
	if r.promised() > r.entries {
		d.scan.Reasons = append(d.scan.Reasons, "not-finished")
	}
	d.collected = when.age()
	d.scan.Started, d.scan.Ended = d.collected, d.collected
	if d.kind == "" {
		return r.keep(&d)
	}
	return d.emit(r.s)
}

// keep keeps the records of a tool that nobody knows, and says so of each kind that
// is declared.
func (r *hdfReport) keep(d *judged) error {
	if len(d.findings) == 0 {
		return r.s.Unshown("", d.target.IDs(), "the converter's report holds no control, so that nothing shows that its tool ran", "give the tool's own report")
	}
	for i := range d.findings {
		f := &d.findings[i]
		r.s.Keep("control", f.position, r.s.Fields().Must("id", raw.Clip(f.id, raw.ShortText)).Text("title", f.title, raw.LongText).
			Must("severity", f.severity).Must("status", f.status).Must("upstream_status", raw.Clip(f.word, raw.ShortText)).Object())
	}
	for _, kind := range r.s.Opt.Kinds {
		err := r.s.Unshown(kind, d.target.IDs(), "nothing tells of which kind the findings of this converter are",
			"declare one alone of "+strings.Join(hdfKinds, ", ")+" under `kinds:` of the sources entry, or give the tool's own report")
		if err != nil {
			return err
		}
	}
	return nil
}

// promised is how many controls the statistics count.
func (r *hdfReport) promised() (n int) {
	for _, v := range r.statistics.Controls {
		var block struct {
			Total float64 `json:"total"`
		}
		if v.Kind() == '{' && json.Unmarshal(v, &block) == nil && block.Total > 0 && block.Total < 1e9 {
			n += int(block.Total)
		}
	}
	return n
}

func (r *hdfReport) tool() string {
	if r.converter() {
		return raw.First(strings.Join(r.tools, ", "), "Heimdall Tools")
	}
	return "InSpec"
}

// target is what the controls were run on. InSpec names it by an id of the
// platform; converters write there what the tool's report is about, or a word
// that says nothing.
func (r *hdfReport) target(p *hdfProfile) raw.Target {
	t := raw.Target{Kind: "host"}
	if r.converter() && r.kind(p) != raw.BenchmarkResults {
		t.Kind = "unknown"
	}
	for _, name := range append(r.hosts, strings.TrimSpace(r.platform.TargetID)) {
		switch {
		case name == "", strings.EqualFold(name, p.name), strings.EqualFold(name, p.title), strings.HasPrefix(name, "localhost"), strings.HasPrefix(name, "127."):
		case t.Name == "":
			t.Name = name
		default:
			t.Aliases = append(t.Aliases, name)
		}
	}
	return t
}

// add adds a layer.
func (l *hdfLayers) add(c hdfControl) {
	if len(c.Results) > 0 {
		if len(l.Results) == 0 {
			l.position = c.position
		}
		l.impacts = append(l.impacts, c.Impact)
	} else {
		l.layered = append(l.layered, c.Impact)
	}
	l.Results = append(l.Results, c.Results...)
	l.Title = raw.First(l.Title, c.Title)
	if l.Waiver.Skipped == nil {
		l.Waiver.Skipped = c.Waiver.Skipped
	}
	l.Waiver.Justification = raw.First(l.Waiver.Justification, c.Waiver.Justification)
	l.Waiver.Message = raw.First(l.Waiver.Message, c.Waiver.Message)
	if l.Attestation == nil {
		l.Attestation = c.Attestation
	}
	if l.tags.severity == "" {
		l.tags.severity = c.tags.severity
	}
	if len(l.tags.identifiers) == 0 {
		l.tags.identifiers, l.tags.version = c.tags.identifiers, raw.First(l.tags.version, c.tags.version)
	}
}

// finding is the control's one result: the worst of its tests. A test that was
// skipped, or ended in an error, leaves it open even where others pass. An impact
// of none where the tests ran says that it does not apply. Who waived it has not
// met it; who attested it has given his word, which is for a decision of our own.
func (l *hdfLayers) finding(when *span) finding {
	f := finding{
		id: l.ID, title: l.Title, version: l.tags.version, identifiers: l.tags.identifiers, position: l.position,
		severity: l.severity(), status: raw.Undecided, word: "no results",
	}
	broken := false
	for i := range l.Results {
		x := &l.Results[i]
		status := x.judge()
		broken = broken || x.Exception != nil || x.Backtrace != nil || x.Status == "error"
		if i == 0 || rank(status) > rank(f.status) {
			f.status, f.word, f.time = status, x.Status, x.Start
			f.message = raw.First(x.Message, x.Skip, x.CodeDesc)
		}
		if x.Original != "" && x.Original != x.Status && rank(status) > rank(hdfStatus(x.Status)) {
			f.suppressed, f.suppression = true, "overridden"
		}
	}
	if !broken && l.applies() == no {
		f.status, f.suppressed, f.suppression = raw.Skip, false, ""
	}
	switch waived := l.Waiver.Skipped != nil; {
	case waived:
		f.status, f.suppressed = raw.Fail, true
	case f.status == raw.Fail && (l.Waiver.Justification != "" || l.Waiver.Run != nil):
		f.suppressed = true
	case f.status == raw.Pass && l.Attestation != nil:
		f.status, f.word = raw.Undecided, "attested"
	}
	if f.suppressed && f.suppression == "" {
		f.suppression = raw.First(l.Waiver.Justification, l.Waiver.Message, "waived")
	}
	for i := range l.Results {
		when.add(f.status, l.Results[i].Start)
	}
	return f
}

// judge is the status of one test: the worse of what it says and of what it said
// before somebody overrode it.
func (x *hdfResult) judge() string {
	if x.Exception != nil || x.Backtrace != nil {
		return raw.Undecided
	}
	status := hdfStatus(x.Status)
	if x.Original != "" {
		if was := hdfStatus(x.Original); rank(was) > rank(status) {
			return was
		}
	}
	return status
}

// hdfStatus translates a test's status. A test that was skipped is for a person
// to see.
func hdfStatus(word string) string {
	switch word {
	case "passed":
		return raw.Pass
	case "failed":
		return raw.Fail
	case "not_applicable":
		return raw.Skip
	}
	return raw.Undecided // skipped, error, pending, and what is no word
}

const no = -1

// applies is no where each layer that ran tests, or each there is, says impact 0.
// An overlay's word alone does not take a control out.
func (l *hdfLayers) applies() int {
	of := l.impacts
	if len(of) == 0 {
		of = l.layered
	}
	for _, impact := range of {
		if impact == nil || *impact != 0 {
			return 0
		}
	}
	return no
}

// severity is the worst that a layer or a tag gives. Impacts are on the scale of
// InSpec: from 0.9 critical, from 0.7 high, from 0.4 moderate.
func (l *hdfLayers) severity() string {
	out := "none"
	known := false
	for _, impact := range append(l.impacts, l.layered...) {
		if impact == nil {
			continue
		}
		known = true
		switch v := *impact; {
		case v < 0 || v > 1:
			out = "unknown"
		case v >= 0.9:
			out = worse(out, "critical")
		case v >= 0.7:
			out = worse(out, "high")
		case v >= 0.4:
			out = worse(out, "moderate")
		case v > 0:
			out = worse(out, "low")
		}
	}
	for _, word := range []string{l.tags.severity, l.tags.override} {
		if s := raw.Severity(word); s != "unknown" {
			out, known = worse(out, s), true
		}
	}
	if !known {
		return "unknown"
	}
	return out
}

// span is the age of a whole: its oldest part's. A part in the target's favour
// that says no time leaves it open.
type span struct {
	oldest string
	low    time.Time
	silent bool
}

func (a *span) add(status, stamp string) {
	stamp = zoned(stamp)
	t, _, ok := raw.ParseTime(stamp)
	switch {
	case !ok:
		a.silent = a.silent || status == raw.Pass || status == raw.Skip
	case a.oldest == "" || t.Before(a.low):
		a.oldest, a.low = stamp, t
	}
}

func (a *span) age() string {
	if a.silent {
		return ""
	}
	return a.oldest
}

// zoned writes Ruby's "2016-10-01 13:06:54 +0200" as others write times.
func zoned(stamp string) string {
	t, err := time.Parse("2006-01-02 15:04:05 -0700", stamp)
	if err != nil {
		return stamp
	}
	return t.Format(time.RFC3339)
}
