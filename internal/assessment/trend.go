package assessment

import "time"

// TrendPoint is what one run said of one framework, in counts: a point of every line
// that is drawn over time.
type TrendPoint struct {
	At        time.Time // assessment time of the run
	Framework string
	Complete  bool     // the run was not stopped before its end
	Coverage  Coverage // objectives by verdict; Coverage.Ratio is the coverage

	// Planned says that a plan of action stood beside the results. Without one nobody
	// knows of items, and the two below are zero for that.
	Planned bool
	Open    ByLevel // items that stood open then, by level
	Late    int     // of them those past their deadline then, and not excused by a waiver
}

// ByLevel counts by level; its index is the Level.
type ByLevel [LevelCritical + 1]int

// Sum is all of them.
func (b ByLevel) Sum() int {
	n := 0
	for _, k := range b {
		n += k
	}
	return n
}

// Covered is the coverage of the run; nil where nobody knows what is in scope, or
// nothing is.
func (t *TrendPoint) Covered() *float64 {
	if t.Coverage.Unknown || t.Coverage.Total <= t.Coverage.NotApplicable {
		return nil
	}
	ratio := t.Coverage.Ratio()
	return &ratio
}

// Items are the open items by the word of their level, and how many of them are late;
// both nil where no plan of action is known.
func (t *TrendPoint) Items() (open map[string]int, late *int) {
	if !t.Planned {
		return nil, nil
	}
	open = map[string]int{}
	for level, n := range t.Open {
		if n > 0 {
			open[Level(level).String()] = n
		}
	}
	return open, &t.Late
}
