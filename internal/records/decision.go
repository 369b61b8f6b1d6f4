package records

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// decisionEntry is what somebody with authority decides of objectives.
type decisionEntry struct {
	Kind       strictyaml.At[string]          `yaml:"kind,required"`
	Objectives []strictyaml.At[string]        `yaml:"objectives,required"`
	Frameworks []strictyaml.At[string]        `yaml:"frameworks"`
	Components []strictyaml.At[string]        `yaml:"components"`
	Reason     strictyaml.At[string]          `yaml:"reason"`
	Decider    partyEntry                     `yaml:"decider"`
	Authority  strictyaml.At[string]          `yaml:"authority"`
	Date       strictyaml.At[string]          `yaml:"date"`
	Review     strictyaml.At[string]          `yaml:"review"`
	Evidence   []strictyaml.At[documentEntry] `yaml:"evidence"`

	// addressable
	Outcome      strictyaml.At[string]        `yaml:"outcome"`
	Measure      strictyaml.At[string]        `yaml:"measure"`
	RiskAnalysis strictyaml.At[documentEntry] `yaml:"risk-analysis"`
	Factors      strictyaml.At[factors]       `yaml:"factors"`
	// enduring-exception, dod-cio-adjudication
	SSP         strictyaml.At[documentEntry] `yaml:"ssp"`
	Mitigations strictyaml.At[string]        `yaml:"mitigations"`
	// temporary-deficiency
	Plan  strictyaml.At[planOfAction] `yaml:"plan-of-action"`
	Arose strictyaml.At[bool]         `yaml:"arose-after-implementation"`
	// dod-cio-adjudication
	Adjudicated strictyaml.At[string] `yaml:"adjudicated"`
	Unchanged   strictyaml.At[string] `yaml:"unchanged-since"`
	// assessor-determination
	Verdict      strictyaml.At[string]   `yaml:"verdict"`
	Observations []strictyaml.At[string] `yaml:"observations"`
}

// factors are those of 45 CFR 164.306(b)(2)(i) to (iv).
type factors struct {
	Size           strictyaml.At[string] `yaml:"size"`
	Infrastructure strictyaml.At[string] `yaml:"infrastructure"`
	Cost           strictyaml.At[string] `yaml:"cost"`
	Risk           strictyaml.At[string] `yaml:"risk"`
}

// planOfAction is an operational plan of action (32 CFR 170.4), which is no POA&M.
type planOfAction struct {
	Document strictyaml.At[documentEntry] `yaml:"document"`
	Reviews  []strictyaml.At[string]      `yaml:"reviews"`
	Next     strictyaml.At[string]        `yaml:"next-review"`
	Progress strictyaml.At[string]        `yaml:"progress"`
}

func decisionEntries(data []byte, file string) ([]strictyaml.At[decisionEntry], error) {
	e := entries[decisionEntry]{name: "decisions"}
	err := strictyaml.Decode(file, data, &e)
	return e.all, err
}

// kinds are those of decisions.
func kinds() []string {
	return []string{
		string(assessment.DecisionNotApplicable), string(assessment.DecisionAddressable), string(assessment.DecisionException),
		string(assessment.DecisionDeficiency), string(assessment.DecisionAdjudication), string(assessment.DecisionDetermination),
	}
}

// choice is a decision while it is read.
type choice struct {
	*reader
	e    decisionEntry
	made assessment.Decision
}

// decision takes one entry. What it lacks is told in the order of the fields, those
// of its kind last.
func (r *reader) decision(at strictyaml.At[decisionEntry], h header) Decision {
	e := at.Value
	c := &choice{reader: r, e: e, made: assessment.Decision{
		ID: h.id, Source: h.source, Kind: assessment.DecisionKind(r.word(e.Kind, kinds()...)), Frameworks: words(e.Frameworks),
		Reason: r.text(e.Reason), Authority: r.line(e.Authority), Date: r.day(e.Date), Review: r.day(e.Review), Satisfied: true,
	}}
	if len(e.Objectives) == 0 && !r.torn {
		r.add(at.Place, "the decision is about nothing", "name under objectives: what it is about")
	}
	if e.Components != nil && len(e.Components) == 0 && !r.torn {
		r.add(at.Place, "components is empty", "name some, or remove the key where it is for all")
	}
	r.ids(e.Objectives)
	r.ids(e.Frameworks)
	r.ids(e.Components)
	c.ofKind()
	d := &c.made
	c.lack(d.Reason == "", "no reason")
	party, missing := r.party(e.Decider, "decider")
	d.Decider, d.Lacks = party, append(d.Lacks, missing...)
	c.lack(d.Authority == "", "no authority of the decider")
	c.lack(d.Date.IsZero(), "no date")
	c.lack(d.Review.IsZero(), "no day by which it is reviewed")
	c.lack(!d.Date.IsZero() && !d.Review.IsZero() && d.Review.Before(d.Date), "its review is before its date")
	c.lack(!d.Date.IsZero() && d.Review.After(oneYear(d.Date)), "its review is more than a year after its date")
	d.Exhibits, missing = r.exhibits(e.Evidence)
	d.Lacks = append(d.Lacks, missing...)
	switch d.Kind {
	case assessment.DecisionAddressable:
		c.addressable()
	case assessment.DecisionException:
		c.exception()
	case assessment.DecisionDeficiency:
		c.deficiency()
	case assessment.DecisionAdjudication:
		c.adjudication()
	case assessment.DecisionDetermination:
		c.determination()
	}
	return Decision{Made: *d, Objectives: e.Objectives, Frameworks: e.Frameworks, Components: e.Components, Place: at.Place}
}

// ofKind refuses keys that decisions of its kind do not have: what stands there
// would not count.
func (c *choice) ofKind() {
	const addressable, exception, deficiency, adjudication, determination = assessment.DecisionAddressable, assessment.DecisionException,
		assessment.DecisionDeficiency, assessment.DecisionAdjudication, assessment.DecisionDetermination
	var observations problem.Place
	if len(c.e.Observations) > 0 {
		observations = c.e.Observations[0].Place
	}
	for _, k := range []struct {
		key string
		at  problem.Place
		of  []assessment.DecisionKind
	}{
		{"outcome", c.e.Outcome.Place, []assessment.DecisionKind{addressable}},
		{"measure", c.e.Measure.Place, []assessment.DecisionKind{addressable}},
		{"risk-analysis", c.e.RiskAnalysis.Place, []assessment.DecisionKind{addressable}},
		{"factors", c.e.Factors.Place, []assessment.DecisionKind{addressable}},
		{"ssp", c.e.SSP.Place, []assessment.DecisionKind{exception, adjudication}},
		{"mitigations", c.e.Mitigations.Place, []assessment.DecisionKind{exception}},
		{"plan-of-action", c.e.Plan.Place, []assessment.DecisionKind{deficiency}},
		{"arose-after-implementation", c.e.Arose.Place, []assessment.DecisionKind{deficiency}},
		{"adjudicated", c.e.Adjudicated.Place, []assessment.DecisionKind{adjudication}},
		{"unchanged-since", c.e.Unchanged.Place, []assessment.DecisionKind{adjudication}},
		{"verdict", c.e.Verdict.Place, []assessment.DecisionKind{determination}},
		{"observations", observations, []assessment.DecisionKind{determination}},
	} {
		if k.at.Line > 0 && c.made.Kind != "" && !slices.Contains(k.of, c.made.Kind) {
			c.add(k.at, "key "+k.key+" is for kind "+string(k.of[0])+", and this is "+string(c.made.Kind), "remove it, or correct the kind")
		}
	}
}

func (c *choice) lack(missing bool, what string) {
	if missing {
		c.made.Lacks = append(c.made.Lacks, what)
	}
}

// detail keeps what a decision of its kind says; nothing where it says nothing.
func (c *choice) detail(name, text string) {
	if text != "" {
		c.made.Details = append(c.made.Details, assessment.Detail{Name: name, Text: text})
	}
}

// document takes a document that a decision of its kind must cite.
func (c *choice) document(name string, e strictyaml.At[documentEntry]) {
	if !e.Set() {
		c.lack(true, "no "+name)
		return
	}
	found, missing := c.exhibits([]strictyaml.At[documentEntry]{e})
	c.made.Exhibits = append(c.made.Exhibits, found...)
	c.made.Lacks = append(c.made.Lacks, missing...)
	c.detail(name, found[0].Title)
}

// said takes a text that a decision of its kind must say.
func (c *choice) said(name string, v strictyaml.At[string]) {
	text := c.text(v)
	c.lack(text == "", "no "+name)
	c.detail(name, text)
}

// addressable is the decision of 45 CFR 164.306(d)(3)(ii)(B): why an addressable
// specification is not reasonable and appropriate, and what is done instead.
func (c *choice) addressable() {
	outcome := c.word(c.e.Outcome, "equivalent-measure", "none-reasonable")
	c.lack(!c.e.Outcome.Set(), "no outcome: equivalent-measure or none-reasonable")
	c.detail("outcome", outcome)
	switch {
	case outcome == "equivalent-measure":
		c.said("measure", c.e.Measure)
	case outcome != "" && c.e.Measure.Set():
		c.add(c.e.Measure.Place, "a measure is given, and the outcome is "+outcome, "keep one of the two")
	}
	c.document("risk-analysis", c.e.RiskAnalysis)
	f := c.e.Factors.Value
	c.said("factor-size", f.Size)
	c.said("factor-infrastructure", f.Infrastructure)
	c.said("factor-cost", f.Cost)
	c.said("factor-risk", f.Risk)
}

// exception is an enduring exception: in the security plan, with mitigations (32
// CFR 170.4, 170.24(b)(1)(i)).
func (c *choice) exception() {
	c.document("ssp", c.e.SSP)
	c.said("mitigations", c.e.Mitigations)
}

// deficiency is a temporary deficiency: it arose after implementation, and an
// operational plan of action with reviews and progress follows it (32 CFR 170.4,
// 170.24(b)(1)(ii)). It counts no longer than until the plan's next review.
func (c *choice) deficiency() {
	d, p := &c.made, c.e.Plan.Value
	if !c.e.Plan.Set() {
		c.lack(true, "no plan-of-action")
	} else {
		c.document("plan-of-action", p.Document)
		c.lack(len(p.Reviews) == 0, "no reviews of the plan of action")
		var dates []string
		var last time.Time
		for _, v := range p.Reviews {
			if on := c.day(v); !on.IsZero() {
				dates = append(dates, dayOf(on))
				if on.After(last) {
					last = on
				}
			}
		}
		d.Past = last
		slices.Sort(dates)
		c.detail("reviews", strings.Join(dates, ", "))
		next := c.day(p.Next)
		c.lack(next.IsZero(), "no next-review of the plan of action")
		c.lack(!next.IsZero() && next.Before(last), "the next-review of the plan of action is before its last")
		if !next.IsZero() {
			c.detail("next-review", dayOf(next))
			if next.Before(d.Review) {
				d.Review = next
			}
		}
		c.said("progress", p.Progress)
	}
	c.lack(!c.e.Arose.Value, "it does not say that it arose after implementation")
	if c.e.Arose.Value {
		c.detail("arose-after-implementation", "true")
	}
}

// adjudication is a favourable adjudication by the DoD CIO, in the security plan
// and with nothing changed since (32 CFR 170.24(c)(2)(i)(B)(8)).
func (c *choice) adjudication() {
	adjudicated := c.word(c.e.Adjudicated, "equivalent", "not-applicable")
	c.made.Satisfied = adjudicated == "equivalent"
	c.lack(!c.e.Adjudicated.Set(), "no adjudicated: equivalent or not-applicable")
	c.detail("adjudicated", adjudicated)
	c.document("ssp", c.e.SSP)
	since := c.day(c.e.Unchanged)
	c.lack(since.IsZero(), "no unchanged-since")
	if !since.IsZero() {
		c.made.Past = since
		c.detail("unchanged-since", dayOf(since))
	}
}

var uuidShape = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// determination is what an assessor concludes, whatever the checks say.
func (c *choice) determination() {
	verdict := c.word(c.e.Verdict, "satisfied", "not-satisfied")
	c.made.Satisfied = verdict == "satisfied"
	c.lack(!c.e.Verdict.Set(), "no verdict: satisfied or not-satisfied")
	c.detail("verdict", verdict)
	c.lack(!c.made.Decider.Assessor, "the decider is no assessor: assessor: true is missing")
	c.lack(len(c.e.Observations) == 0 && len(c.made.Exhibits) == 0, "neither observations nor evidence it rests on")
	for _, v := range c.e.Observations {
		if !v.Set() {
			continue // told
		}
		if !uuidShape.MatchString(v.Value) {
			c.add(v.Place, strictyaml.Quote(v.Value)+" is not the uuid of an observation", "take it from the results, or from assay explain")
		}
		c.made.Observations = append(c.made.Observations, v.Value)
	}
	slices.Sort(c.made.Observations)
}
