package assessment

// Measure is what the rules of a family make of the findings of one framework: a
// score, what may stand on a plan of action, the status that the findings would
// allow, and the dates that follow. It is arithmetic over findings and changes no
// verdict.
//
// It comes out of the family's Rego as JSON in these names, and is written and read
// back so. The zero value measures nothing, and allows nothing.
type Measure struct {
	Framework string `json:"framework"`
	// Fault is why nothing could be measured; then it allows nothing, and all else
	// is empty.
	Fault string `json:"fault,omitempty"`
	// Score is nil where the rules know none, or give none now: NoScore says why.
	Score   *Score `json:"score,omitempty"`
	NoScore string `json:"no-score,omitempty"`
	// Draft: objectives are open, or the run was cut short, so that no number here
	// is a result yet.
	Draft      bool `json:"draft"`
	Objectives int  `json:"objectives"`
	Open       int  `json:"open-objectives"` // of them neither satisfied, nor not, nor not applicable

	Requirements []Measured `json:"requirements"` // in the order of the rules
	Status       Allowed    `json:"status"`
	Dates        []Dated    `json:"dates"`   // what follows from the dates that the configuration gives
	Program      []Dated    `json:"program"` // what the rules themselves say of dates
	Notes        []string   `json:"notes"`
}

// Score is a number of the rules, and the one that it would be if everything open
// were satisfied.
type Score struct {
	Name  string `json:"name"` // SPRS
	Value int    `json:"value"`
	Best  int    `json:"best-case"`
	Max   int    `json:"maximum"`
	Min   int    `json:"minimum"`
	Need  int    `json:"needed"` // for a conditional status
}

// The results a requirement may have. Open is none of the rules' own: nothing has
// decided it.
const (
	Met          = "met"
	NotMet       = "not-met"
	NotDue       = "not-applicable"
	MeasuredOpen = "open"
)

// Measured is one requirement.
type Measured struct {
	ID     string `json:"id"`    // of the control
	Label  string `json:"label"` // AC.L2-3.1.1
	Title  string `json:"title"`
	Result string `json:"result"` // met, not-met, not-applicable, open
	Weight int    `json:"weight"` // the most it takes away; 0 for none
	// Deduction is what it takes away now; an open requirement takes its weight.
	Deduction int    `json:"deduction"`
	Why       string `json:"why"`          // of the deduction, where it is not plain
	Source    string `json:"weight-basis"` // citation of the weight; empty where there is none

	Satisfied     int `json:"satisfied"` // objectives
	Unsatisfied   int `json:"unsatisfied"`
	NotApplicable int `json:"not-applicable"`
	Open          int `json:"open"`

	// Eligible: it may stand on the plan of action of these rules while not met.
	Eligible bool   `json:"poam-eligible"`
	Basis    string `json:"poam-basis"` // citation
	// Verification of the facts about it: verified, derived, unverified.
	Verification string `json:"verification"`
}

// Allowed is the status that the findings would allow. Nobody but those whom the
// rules name grants one.
type Allowed struct {
	Allows  string   `json:"allows"`  // none, conditional, final
	Best    string   `json:"at-best"` // the same if everything open were satisfied
	Words   string   `json:"words"`
	Reasons []string `json:"reasons"` // why it is not more
	// Recorded is what the dates of the configuration make of a status that was
	// given: none, conditional, final, expired.
	Recorded string `json:"recorded"`
}

// Dated is a date with where it comes from.
type Dated struct {
	What         string `json:"what"`
	Date         string `json:"date"`  // YYYY-MM-DD; empty for none
	State        string `json:"state"` // past, due, overdue, missing, ahead
	Source       string `json:"source"`
	Verification string `json:"verification"` // verified, derived, unverified, configuration
}

// NoMeasure is the measure of a framework that could not be measured.
func NoMeasure(framework, why string) Measure {
	return Measure{
		Framework: framework, Fault: why, Draft: true, Requirements: []Measured{}, Dates: []Dated{}, Program: []Dated{}, Notes: []string{},
		Status: Allowed{Allows: "none", Best: "none", Words: "nothing could be measured", Reasons: []string{}, Recorded: "none"},
	}
}

// Of finds a requirement by the control it is; nil where the rules know none.
func (m Measure) Of(control string) *Measured {
	for i := range m.Requirements {
		if m.Requirements[i].ID == control {
			return &m.Requirements[i]
		}
	}
	return nil
}

// Holds says whether nothing is left to do for a requirement.
func (r *Measured) Holds() bool { return r.Result == Met || r.Result == NotDue }

// Count is how many requirements have a result.
func (m Measure) Count(result string) (n int) {
	for i := range m.Requirements {
		if m.Requirements[i].Result == result {
			n++
		}
	}
	return n
}
