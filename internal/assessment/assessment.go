// Package assessment holds the nouns of the pipe as plain values: what is
// claimed (System, Scope), what is asked (Check, Binding, Plan), what was seen
// (Observation), what we conclude (Finding, Risk) and what must be done (POAM).
// The stages meet here and never import each other.
//
// The package uses neither clock, files nor randomness. The zero value of every
// judgement is the safe one: Undecided.
package assessment

// Outcome is what a check says of one subject. The zero value is Undecided.
type Outcome uint8

// The outcomes, in the words of DESIGN section 3.
const (
	Undecided Outcome = iota
	Pass
	Fail
	Skip // looked at, and the check does not apply to it; carries a reason
)

// String gives the word used in documents and on the terminal.
func (o Outcome) String() string {
	switch o {
	case Pass:
		return "pass"
	case Fail:
		return "fail"
	case Skip:
		return "skip"
	}
	return "undecided"
}

// Verdict is what we conclude of one objective. The zero value is
// VerdictUndecided. NotAssessed is not a judgement: it counts an objective that
// nothing was set to decide.
type Verdict uint8

// The verdicts.
const (
	VerdictUndecided Verdict = iota
	VerdictPass
	VerdictFail
	VerdictNotApplicable
	NotAssessed
)

// String gives the word used in documents and on the terminal.
func (v Verdict) String() string {
	switch v {
	case VerdictPass:
		return "pass"
	case VerdictFail:
		return "fail"
	case VerdictNotApplicable:
		return "not-applicable"
	case NotAssessed:
		return "not-assessed"
	}
	return "undecided"
}

// Strength is how much a binding may say of an objective. The zero value is
// the weakest.
type Strength uint8

// The strengths.
const (
	Informs  Strength = iota // shown, neither passes nor fails it
	Supports                 // can fail it
	Decides                  // can pass it and fail it
)

// String gives the word used in METADATA and bindings.yaml.
func (s Strength) String() string {
	switch s {
	case Decides:
		return "decides"
	case Supports:
		return "supports"
	}
	return "informs"
}

// Level is a severity or a concluded level of risk. The zero value is
// LevelHigh's superior: an unknown level must never slip under a threshold, so
// LevelUnknown compares above all.
type Level uint8

// The levels, ascending from LevelNone.
const (
	LevelUnknown Level = iota
	LevelNone
	LevelLow
	LevelModerate
	LevelHigh
	LevelCritical
)

var levelNames = [...]string{"unknown", "none", "low", "moderate", "high", "critical"}

// String gives the word used in METADATA, framework.yaml and gates.
func (l Level) String() string { return levelNames[l] }

// AtLeast says whether l is at or above floor; an unknown level is above all.
func (l Level) AtLeast(floor Level) bool { return l == LevelUnknown || l >= floor }

// Above says whether a level is greater than another; an unknown one is above all.
func (l Level) Above(other Level) bool {
	return other != LevelUnknown && (l == LevelUnknown || l > other)
}

// ParseLevel reads a level's word; ok is false for any other text.
func ParseLevel(s string) (l Level, ok bool) {
	for i, n := range levelNames {
		if i > 0 && n == s {
			return Level(i), true
		}
	}
	return LevelUnknown, false
}

// Source is where something came from, complete enough that a view needs no
// file: path relative to the repository with slashes, line from 1, JSON
// pointer, and sha256 (lower-case hex) of the file's bytes.
type Source struct {
	Path    string
	Line    int
	Pointer string
	Digest  string
}
