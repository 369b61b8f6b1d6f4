package config

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// FedRAMP is what FedRAMP's documents of 2026 ask and no result holds: where the
// package stands, what people found of vulnerabilities, how rules are followed, and
// what happened since the last report. It changes no verdict.
//
// Source: FedRAMP Consolidated Rules 2026.07.14.01 and their JSON schemas.
type FedRAMP struct {
	Package         Package         `yaml:"package"`
	Vulnerabilities Vulnerabilities `yaml:"vulnerabilities"`
	Record          DecisionRecord  `yaml:"record"`
	Ongoing         OngoingReport   `yaml:"ongoing"`
}

// Package says of which certification the documents are, and where they stand.
type Package struct {
	Framework strictyaml.At[string] `yaml:"framework"`
	Overview  strictyaml.At[string] `yaml:"overview"` // URI of the certification package overview
	Results   strictyaml.At[string] `yaml:"results"`  // URI of the published results directory
	Class     strictyaml.At[string] `yaml:"class"`    // a to d
}

// Vulnerabilities is what reports of vulnerabilities ask beside the plan of action.
type Vulnerabilities struct {
	Since       strictyaml.At[Time] `yaml:"since"` // when the previous report ended
	Evaluations []Evaluation        `yaml:"evaluations"`
}

// Evaluation is what people found of one item (VER-EVA). What is not given is not
// known.
type Evaluation struct {
	Item              strictyaml.At[string] `yaml:"item,required"` // POAM-ID
	Completed         strictyaml.At[Time]   `yaml:"completed,required"`
	Rating            strictyaml.At[int]    `yaml:"rating"` // N1 to N5, as 1 to 5
	InternetReachable strictyaml.At[bool]   `yaml:"internet-reachable"`
	LikelyExploitable strictyaml.At[bool]   `yaml:"likely-exploitable"`
	Impact            strictyaml.At[string] `yaml:"impact"`
	Next              *Reduction            `yaml:"next"`
	Supplement        strictyaml.At[string] `yaml:"supplement"`
}

// Reduction is the next planned step down of an impact rating.
type Reduction struct {
	At     strictyaml.At[Time] `yaml:"at,required"`
	Rating strictyaml.At[int]  `yaml:"rating,required"`
}

// DecisionRecord is what a security decision record says in people's words.
type DecisionRecord struct {
	Requirements []Record `yaml:"requirements"`
	Indicators   []Record `yaml:"indicators"`
}

// Statements are texts of people. An empty list says that there is nothing to tell;
// one that is absent says nothing.
type Statements = strictyaml.At[[]string]

// Record says how one rule or indicator is met, in Markdown.
type Record struct {
	ID             strictyaml.At[string] `yaml:"id,required"`
	Status         strictyaml.At[string] `yaml:"status"`
	Implementation Statements            `yaml:"implementation,required"`
	Validation     Statements            `yaml:"validation"`
	Assessment     Statements            `yaml:"assessment"`
}

// OngoingReport is what an ongoing certification report asks.
type OngoingReport struct {
	Since           strictyaml.At[Day]        `yaml:"since"` // the day on which the period begins
	Changes         Statements                `yaml:"changes"`
	Planned         PlannedChanges            `yaml:"planned"`
	Transformative  Statements                `yaml:"transformative"`
	Recommendations Statements                `yaml:"recommendations"`
	Agencies        Statements                `yaml:"agencies"`
	Incidents       strictyaml.At[[]Incident] `yaml:"incidents"`
}

// PlannedChanges are those that are planned up to a day.
type PlannedChanges struct {
	Through strictyaml.At[Day] `yaml:"through"`
	Changes Statements         `yaml:"changes"`
}

// Incident is one that FedRAMP has reported to it.
type Incident struct {
	Summary  strictyaml.At[string] `yaml:"summary,required"`
	Occurred strictyaml.At[Time]   `yaml:"occurred,required"`
	Resolved strictyaml.At[Time]   `yaml:"resolved"`
	Lessons  Statements            `yaml:"lessons"`
}

// ruleID and indicatorID are the ids that FedRAMP gives.
var (
	ruleID      = regexp.MustCompile(`^[A-Z]{3}-[A-Z]{3}-[A-Z]{3}$`)
	indicatorID = regexp.MustCompile(`^KSI-[A-Z]{3}-[A-Z]{3}$`)
)

// recordStatuses are the words for how far something is implemented.
var recordStatuses = []string{"implemented", "partially-implemented", "not-implemented"}

// fedramp complains about what FedRAMP's schemas could not take.
func (k *checker) fedramp(f FedRAMP) {
	k.match(f.Package.Framework, token, "a framework id", "for example fedramp-moderate")
	k.word(f.Package.Class, "a", "b", "c", "d")
	k.uri(f.Package.Overview)
	k.uri(f.Package.Results)
	seen := map[string]problem.Place{}
	for _, e := range f.Vulnerabilities.Evaluations {
		k.once(seen, e.Item, "two evaluations of one item")
		k.rating(e.Rating)
		k.texts(e.Impact.Place, e.Impact.Value)
		k.texts(e.Supplement.Place, e.Supplement.Value)
		if e.Next != nil {
			k.rating(e.Next.Rating)
		}
	}
	k.records(f.Record.Requirements, ruleID, "the id of a FedRAMP rule", "as VER-TFR-MHR")
	k.records(f.Record.Indicators, indicatorID, "the id of a Key Security Indicator", "as KSI-IAM-ELP")
	o := f.Ongoing
	for _, s := range []Statements{o.Changes, o.Planned.Changes, o.Transformative, o.Recommendations, o.Agencies} {
		k.texts(s.Place, s.Value...)
	}
	for _, i := range o.Incidents.Value {
		k.texts(i.Summary.Place, i.Summary.Value)
		k.texts(i.Lessons.Place, i.Lessons.Value...)
		if i.Resolved.Set() && i.Resolved.Value.Time.Before(i.Occurred.Value.Time) {
			k.add(i.Resolved.Place, "the incident was resolved before it occurred", "correct one of the two times")
		}
	}
}

// records looks at what is said of rules or indicators.
func (k *checker) records(list []Record, shape matcher, what, remedy string) {
	seen := map[string]problem.Place{}
	for _, r := range list {
		k.match(r.ID, shape, what, remedy)
		k.once(seen, r.ID, "two entries for one id")
		k.word(r.Status, recordStatuses...)
		for _, s := range []Statements{r.Implementation, r.Validation, r.Assessment} {
			k.texts(s.Place, s.Value...)
			if s.Set() && len(s.Value) == 0 {
				k.add(s.Place, "the list says nothing", "say it in words, also that there is none and why; or remove the key")
			}
		}
	}
}

// once complains about a value that comes twice.
func (k *checker) once(seen map[string]problem.Place, v strictyaml.At[string], what string) {
	if first, twice := seen[v.Value]; twice && v.Set() {
		k.add(v.Place, what, "the other is on line "+strconv.Itoa(first.Line)+"; keep one")
	}
	seen[v.Value] = v.Place
}

// rating complains about a rating that FedRAMP does not have.
func (k *checker) rating(v strictyaml.At[int]) {
	if v.Set() && (v.Value < 1 || v.Value > 5) {
		k.add(v.Place, "there is no such rating", "write 1 to 5, for N1 to N5")
	}
}

// texts complains about texts that say nothing.
func (k *checker) texts(at problem.Place, texts ...string) {
	for _, t := range texts {
		if at.Line > 0 && strings.TrimSpace(t) == "" {
			k.add(at, "a text is empty", "say it, or remove it")
		}
	}
}

// uri complains about what is no full address of the web.
func (k *checker) uri(v strictyaml.At[string]) {
	if !v.Set() {
		return
	}
	u, err := url.Parse(v.Value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "" || strings.ContainsAny(v.Value, " <>\"{}|\\^`") {
		k.add(v.Place, "not a full address", "write it as https://trust.example.com/overview.json, without a name or password")
	}
}

// fedramp lists what is given, texts by their number.
func (s *settings) fedramp(f FedRAMP) {
	s.text("fedramp.package.framework", f.Package.Framework, "")
	s.text("fedramp.package.class", f.Package.Class, "")
	s.text("fedramp.package.overview", f.Package.Overview, "")
	s.text("fedramp.package.results", f.Package.Results, "")
	if since := f.Vulnerabilities.Since; since.Set() {
		s.add("fedramp.vulnerabilities.since", since.Value.Time.Format("2006-01-02T15:04:05Z07:00"), since.Place)
	}
	for i, e := range f.Vulnerabilities.Evaluations {
		s.add("fedramp.vulnerabilities.evaluations."+strconv.Itoa(i), e.Item.Value+", completed "+e.Completed.Value.Time.Format("2006-01-02T15:04:05Z07:00"), e.Item.Place)
	}
	for _, list := range []struct {
		key     string
		records []Record
	}{{"requirements", f.Record.Requirements}, {"indicators", f.Record.Indicators}} {
		for i, r := range list.records {
			s.add("fedramp.record."+list.key+"."+strconv.Itoa(i), strings.TrimSpace(r.ID.Value+" "+r.Status.Value), r.ID.Place)
		}
	}
	o := f.Ongoing
	for _, d := range []struct {
		key string
		day strictyaml.At[Day]
	}{{"since", o.Since}, {"planned.through", o.Planned.Through}} {
		if d.day.Set() {
			s.add("fedramp.ongoing."+d.key, d.day.Value.String(), d.day.Place)
		}
	}
	for _, l := range []struct {
		key string
		Statements
	}{{"changes", o.Changes}, {"planned.changes", o.Planned.Changes}, {"transformative", o.Transformative}, {"recommendations", o.Recommendations}, {"agencies", o.Agencies}} {
		if l.Set() {
			s.add("fedramp.ongoing."+l.key, strconv.Itoa(len(l.Value))+" given", l.Place)
		}
	}
	if o.Incidents.Set() {
		s.add("fedramp.ongoing.incidents", strconv.Itoa(len(o.Incidents.Value))+" given", o.Incidents.Place)
	}
}
