package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What GitHub's code scanning takes: of more results in a run it drops some, of more
// than 25,000 it takes none.
//
// Source: docs.github.com, "SARIF results exceed one or more limits".
const mostResults = 5000

// fewControls is how many controls a message names.
const fewControls = 10

// fingerprintName names how partialFingerprints are made: SHA-256 over system,
// framework, check, component and subject. githubFingerprint is the one that GitHub
// matches alerts by; without it, all subjects of one file would be one alert.
const (
	fingerprintName   = "assayIdentity/v1"
	githubFingerprint = "primaryLocationLineHash"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool            `json:"tool"`
	Automation  sarifID              `json:"automationDetails"`
	Invocations []sarifInvocation    `json:"invocations"`
	Bases       map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind  string               `json:"columnKind"`
	Results     []sarifResult        `json:"results"`
	Properties  sarifRunProperties   `json:"properties"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifID struct {
	ID string `json:"id"`
}

type sarifBase struct {
	Description sarifText `json:"description"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	URI     string      `json:"informationUri"`
	Rules   []sarifRule `json:"rules"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifRule struct {
	ID         string              `json:"id"`
	Short      sarifText           `json:"shortDescription"`
	Full       sarifText           `json:"fullDescription"`
	Help       sarifText           `json:"help"`
	HelpURI    string              `json:"helpUri,omitempty"`
	Default    sarifConfiguration  `json:"defaultConfiguration"`
	Properties sarifRuleProperties `json:"properties"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifRuleProperties struct {
	Tags     []string `json:"tags"`
	Severity string   `json:"security-severity,omitempty"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

type sarifResult struct {
	RuleID       string                `json:"ruleId"`
	RuleIndex    int                   `json:"ruleIndex"`
	Level        string                `json:"level"`
	Message      sarifText             `json:"message"`
	Locations    []sarifLocation       `json:"locations"`
	Related      []sarifLocation       `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string     `json:"partialFingerprints"`
	Suppressions []sarifSuppression    `json:"suppressions,omitempty"`
	Properties   sarifResultProperties `json:"properties"`
}

type sarifResultProperties struct {
	Framework  string   `json:"framework"`
	Controls   []string `json:"controls"`
	Level      string   `json:"risk-level,omitempty"`
	Pointer    string   `json:"evidence-pointer,omitempty"`
	Population string   `json:"population,omitempty"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

// sarifRunProperties say what the results do not.
type sarifRunProperties struct {
	Seal Seal `json:"assay-report"`
	Cut  int  `json:"results-cut"` // how many results there was no room for
}

// SARIF writes what fails, a result for each subject, as one run of SARIF 2.1.0, the
// worst first: at most 5,000 results, and how many more there are. What is undecided
// is not in it.
func SARIF(w io.Writer, in Input) error { return writeSARIF(w, in, formatSARIF, false) }

// SARIFUndecided is SARIF with a note for each gap that leaves objectives undecided.
func SARIFUndecided(w io.Writer, in Input) error {
	return writeSARIF(w, in, formatSARIFUndecided, true)
}

func writeSARIF(w io.Writer, in Input, format string, gaps bool) error {
	b := &sarifBook{in: in, rules: map[string]int{}, labels: map[string]map[string]string{}, list: []sarifResult{}}
	for _, k := range weaknesses(in, gaps) {
		if err := b.add(k); err != nil {
			return fmt.Errorf("write SARIF report: %w", err)
		}
	}
	for _, r := range in.recorded() {
		b.recorded(r)
	}
	log := sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{{
		Tool:       sarifTool{sarifDriver{"assay", visible(in.Version), "https://github.com/assay-compliance/assay", append([]sarifRule{}, b.driver...)}},
		Automation: sarifID{"assay/" + visible(in.System) + "/"}, Invocations: []sarifInvocation{b.invocation()},
		Bases:      map[string]sarifBase{rootBase: {sarifText{Text: "The root of the repository."}}},
		ColumnKind: "unicodeCodePoints", Results: b.list, Properties: sarifRunProperties{in.seal(format), b.cut},
	}}}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(log); err != nil {
		return fmt.Errorf("write SARIF report: %w", err)
	}
	return nil
}

const rootBase = "%SRCROOT%"

// sarifBook gathers rules and results.
type sarifBook struct {
	in     Input
	driver []sarifRule
	rules  map[string]int
	list   []sarifResult
	cut    int
	labels map[string]map[string]string // printed forms of controls, by framework
}

// add adds the results of one weakness.
func (b *sarifBook) add(w weakness) error {
	id := ruleID(w.risk)
	index := b.rule(id, w.risk)
	fw := w.r.Scope.Framework.ID
	if b.labels[fw] == nil {
		b.labels[fw] = printed(w.r)
	}
	controls := []string{}
	for _, c := range w.risk.Controls {
		controls = append(controls, visible(cmp.Or(b.labels[fw][c], c)))
	}
	level := sarifLevel(w.risk.Level)
	if w.risk.Gap {
		level = "note"
	}
	waivers := b.in.waiversOf(w)
	return w.each(func(s sighting) bool {
		if len(b.list) == mostResults {
			b.cut++
			return true
		}
		id := b.in.identity(w, s)
		properties := sarifResultProperties{Framework: visible(fw), Controls: controls, Pointer: visible(s.Source.Pointer), Population: "inventory"}
		if s.Asserted {
			properties.Population = "asserted"
		}
		if !w.risk.Gap {
			properties.Level = w.risk.Level.String()
		}
		seen := b.in.name(s.Subject, s.Personal)
		b.list = append(b.list, sarifResult{
			RuleID: b.driver[index].ID, RuleIndex: index, Level: level, Message: sarifText{Text: message(w, seen, s.Component, s.Why, controls)},
			Locations: []sarifLocation{b.location(s.Source, w.risk.Check, named(s.Component, seen))}, Related: policy(w.risk.Check),
			Fingerprints: fingerprints(id), Suppressions: waivers.suppressions(s), Properties: properties,
		})
		return true
	})
}

// recorded adds an open item of the plan of action that nothing else here shows.
func (b *sarifBook) recorded(r Reason) {
	level, _ := assessment.ParseLevel(r.Level)
	index := b.rule(cmp.Or(r.Check, "recorded-item"), &assessment.Risk{Level: level, Title: "An item of the plan of action stands open", Statement: "It was recorded, and nothing has shown since that it is remedied.", Remediation: r.Remedy})
	if len(b.list) == mostResults {
		b.cut++
		return
	}
	controls := []string{}
	for _, c := range r.Controls {
		controls = append(controls, visible(c))
	}
	b.list = append(b.list, sarifResult{
		RuleID: b.driver[index].ID, RuleIndex: index, Level: sarifLevel(level),
		Message:      sarifText{Text: unlinked(r.Item + ": " + withFix(r.Why, r.Remedy))},
		Locations:    []sarifLocation{b.location(assessment.Source{}, nil, named(r.Component, r.Subject))},
		Fingerprints: fingerprints(identityOf(b.in.System, r.Framework, "recorded", r.Item)),
		Properties:   sarifResultProperties{Framework: visible(r.Framework), Controls: controls, Level: r.Level},
	})
}

// recorded are the open items that no weakness of this run stands for, by framework
// and item, whatever the gate makes of them.
func (in Input) recorded() []Reason {
	var out []Reason
	for _, r := range slices.Concat(in.Decision.Reasons, in.Decision.Tolerated) {
		if r.Kind == "recorded" {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Item, b.Item))
	})
	return out
}

// invocation says whether the run came to its end, and what was cut.
func (b *sarifBook) invocation() sarifInvocation {
	out := sarifInvocation{Successful: b.in.Stopped == ""}
	if b.in.Stopped != "" {
		out.Notifications = append(out.Notifications, sarifNotification{"error", sarifText{Text: unlinked("The run is not complete: " + b.in.Stopped)}})
	}
	if held, text := b.in.policyChange(); text != "" {
		level := "warning"
		if held {
			level = "error"
		}
		out.Notifications = append(out.Notifications, sarifNotification{level, sarifText{Text: unlinked(text)}})
	}
	if b.cut > 0 {
		out.Notifications = append(out.Notifications, sarifNotification{"warning", sarifText{Text: fmt.Sprintf("%d results are not in this file, which holds the worst %d; the other reports and the OSCAL documents have all.", b.cut, mostResults)}})
	}
	return out
}

// ruleID is what the rule of a weakness is called: its check, or the kind of gap.
func ruleID(k *assessment.Risk) string {
	switch {
	case k.Own:
		return "unknown-asset"
	case k.Gap && k.Kind != "":
		return "undecided/" + k.Kind
	}
	return k.Key
}

// rule gives the index of a rule, which is made at the first.
func (b *sarifBook) rule(id string, k *assessment.Risk) int {
	if i, ok := b.rules[id]; ok {
		return i
	}
	title, full, remedy, level, uri := k.Title, k.Statement, k.Remediation, k.Level, ""
	var cites, marked []string
	if c := k.Check; c != nil {
		title, level = cmp.Or(c.Title, c.ID), c.Severity
		for _, cited := range c.Citations {
			text, mark := visible(cited.Text), cell(cited.Text)
			if link := webAddress(cited.Ref); link != "" {
				uri, text, mark = cmp.Or(uri, link), text+" "+link, "["+mark+"]("+link+")"
			}
			cites, marked = append(cites, "\nRests on: "+text), append(marked, "\n- rests on "+mark)
		}
	}
	switch {
	case k.Own:
		title, full, remedy = "Evidence names assets that no inventory lists", "", "Add each asset to the inventory, or find out why it is there."
	case k.Gap:
		title, full, remedy, level = "Evidence does not decide objectives", "", "Each result says what is missing.", assessment.LevelNone
		if k.Kind != "" {
			title = "Evidence of " + k.Kind + " does not decide objectives"
		}
	}
	remedy = visible(cmp.Or(remedy, "assay explain "+k.Key+" says more."))
	help := sarifText{Text: "Remedy: " + remedy + strings.Join(cites, ""), Markdown: "**Remedy**: " + cell(remedy) + "\n" + strings.Join(marked, "")}
	b.rules[id] = len(b.driver)
	out := sarifRule{
		ID: visible(id), Short: sarifText{Text: unlinked(title)}, Full: sarifText{Text: unlinked(cmp.Or(full, title))},
		Help: help, HelpURI: uri, Default: sarifConfiguration{sarifLevel(level)},
		Properties: sarifRuleProperties{Tags: []string{"security", "compliance"}, Severity: securitySeverity[level]},
	}
	if k.Gap {
		out.Default.Level = "note"
	}
	b.driver = append(b.driver, out)
	return len(b.driver) - 1
}

// webAddress is a reference that is one of the web, fit for a link; empty for others.
func webAddress(ref string) string {
	link, err := url.Parse(ref)
	if err != nil || link.Scheme != "https" && link.Scheme != "http" || link.Host == "" {
		return ""
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "|", "%7C").Replace(visible(link.String()))
}

// sarifLevel is the word of SARIF for a level. One that is unknown is no less than
// any other.
func sarifLevel(l assessment.Level) string {
	switch l {
	case assessment.LevelNone, assessment.LevelLow:
		return "note"
	case assessment.LevelModerate:
		return "warning"
	}
	return "error"
}

// securitySeverity puts a level into the range by which GitHub shows the same word.
var securitySeverity = map[assessment.Level]string{
	assessment.LevelCritical: "9.5", assessment.LevelHigh: "8.0", assessment.LevelModerate: "5.5", assessment.LevelLow: "2.0",
}

// message says what a result is of, why, for which controls, and what to do.
func message(w weakness, subject, component, why string, controls []string) string {
	text := why
	if seen := named(component, subject); seen != "" {
		text = seen + ": " + why
	}
	if len(controls) > 0 {
		text += " (" + w.r.Scope.Framework.ID + " " + some(controls, fewControls) + ")"
	}
	return unlinked(withFix(text, w.risk.Remediation))
}

// withFix is a sentence with what to do behind it.
func withFix(text, remedy string) string {
	return strings.TrimSuffix(text, ".") + after(". Fix: ", remedy)
}

// named is a subject behind its component.
func named(component, subject string) string {
	if subject == "" || subject == component {
		return component
	}
	if component == "" {
		return subject
	}
	return component + "/" + subject
}

// unlinked is text in which SARIF sees no link.
//
// Source: SARIF 2.1.0, 3.11.6, "Messages with embedded links".
func unlinked(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(visible(text))
}

// location is where a result is shown: at the evidence, else at a policy of the
// workspace, else at the configuration.
func (b *sarifBook) location(s assessment.Source, c *assessment.Check, name string) sarifLocation {
	out := sarifLocation{}
	if at, ok := b.in.caused(s, c); ok {
		out.Physical = &sarifPhysical{sarifArtifact{uriOf(at.Path), rootBase}, sarifRegion{max(at.Line, 1)}}
	}
	if name != "" {
		out.Logical = []sarifLogical{{visible(name)}}
	}
	return out
}

// caused is the file of the repository that stands for a weakness: its evidence, the
// policy where that is the workspace's own, or the configuration. ok is false where
// none is known.
func (in Input) caused(s assessment.Source, c *assessment.Check) (at assessment.Source, ok bool) {
	if inRepository(s.Path) {
		return s, true
	}
	if c != nil && inRepository(c.Source.Path) {
		return c.Source, true
	}
	return assessment.Source{Path: in.Config}, inRepository(in.Config)
}

// inRepository says whether a path is one of a file in the repository, and none of
// what is embedded.
func inRepository(path string) bool {
	return path != "" && !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "assay:") && !strings.Contains("/"+path+"/", "/../")
}

// uriOf is a path as a relative reference; its first part is never read as a scheme.
func uriOf(path string) string { return (&url.URL{Path: path}).String() }

// policy is where the check of a weakness stands, where that is in the repository.
func policy(c *assessment.Check) []sarifLocation {
	if c == nil || !inRepository(c.Source.Path) {
		return nil
	}
	return []sarifLocation{{ID: 1, Physical: &sarifPhysical{sarifArtifact{uriOf(c.Source.Path), rootBase}, sarifRegion{max(c.Source.Line, 1)}}, Message: &sarifText{Text: "the policy"}}}
}

func fingerprints(identity string) map[string]string {
	return map[string]string{fingerprintName: identity, githubFingerprint: identity[:16] + ":1"}
}
