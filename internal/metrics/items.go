package metrics

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Items is what is measured of a plan of action, on both of its lists.
type Items struct {
	Ever   int      `json:"ever"`   // all there ever were
	Opened int      `json:"opened"` // first detected within the window
	Closed Closures `json:"closed"` // within the window
	// Remediation is by level, worst first; of levels that anything was remediated at.
	Remediation []Remediation `json:"remediation"`
	Remediated  Remediation   `json:"remediated"` // of all levels
	Returned    Share         `json:"returned"`   // of those closed on evidence within the window, how many were found again since
	// Open is by level, worst first; of levels at which anything stands open.
	Open    []Standing  `json:"open"`
	AllOpen Standing    `json:"all-open"`
	Overdue []Overdue   `json:"past-deadline"` // the items, longest first
	Waivers []WaiverSum `json:"waivers"`       // of open items and of those closed as false positives
}

// Closures counts closed items by what they were closed on. Each is in one of them.
type Closures struct {
	Remediated    int `json:"remediated"`     // a fresh pass, or a newer scan that does not list them
	Retired       int `json:"retired"`        // no asset that they were seen on is there any more
	FalsePositive int `json:"false-positive"` // approved as such, and opened again when that ends
	Unverified    int `json:"unverified"`     // nothing says on what
}

// Remediation is how long it took to remedy the items of a level.
type Remediation struct {
	Level string `json:"level,omitempty"`
	Span
	Undated int   `json:"undated"`     // remediated, and in no mean: they are closed before they were detected, or it is not known when
	Late    Share `json:"closed-late"` // of those with a deadline
	LateBy  Span  `json:"late-by"`
}

// Standing is what stands open at a level.
type Standing struct {
	Level      string `json:"level,omitempty"`
	Count      int    `json:"count"`
	Ages       Ages   `json:"by-age"`
	Waived     int    `json:"waived"`      // waivers cover every open subject
	NoDeadline int    `json:"no-deadline"` // and are never past it
	Overdue    Span   `json:"past-deadline"`
}

// Ages counts by days since the first detection, from the lower bound to below the
// upper one.
type Ages struct {
	Below30  int `json:"below-30"`
	Below90  int `json:"30-to-90"`
	Below180 int `json:"90-to-180"`
	Below365 int `json:"180-to-365"`
	Above    int `json:"365-and-more"`
	Unknown  int `json:"unknown"` // not detected yet at the time that is asked for, or nobody knows when
}

// Overdue is an open item past its deadline that no waiver excuses.
type Overdue struct {
	ID       string  `json:"poam-id"`
	UUID     string  `json:"uuid"`
	Weakness string  `json:"check"`
	Level    string  `json:"level"`
	Due      string  `json:"deadline"`
	Days     float64 `json:"days"` // past it
}

// WaiverSum counts the deviations of items that stand, by kind and state.
type WaiverSum struct {
	Kind  string `json:"kind"`
	State string `json:"state"`
	Items int    `json:"items"`
	Until string `json:"first-until"` // the last day of the one that ends first
}

// items measures a plan of action.
func (in Input) items(p *assessment.POAM) *Items {
	out := &Items{Ever: len(p.Items), Remediation: []Remediation{}, Open: []Standing{}, Overdue: []Overdue{}}
	back := map[string]bool{} // uuids of items that another one is the return of
	for i := range p.Items {
		if p.Items[i].Reopens != "" {
			back[p.Items[i].Reopens] = true
		}
	}
	var done, open [assessment.LevelCritical + 1][]*assessment.Item
	var now []*assessment.Item
	closed, returned := 0, 0
	for i := range p.Items {
		it := asAt(&p.Items[i], in.AsOf)
		now = append(now, it)
		level := it.Rated()
		if in.within(it.Detected) {
			out.Opened++
		}
		if it.Open() {
			open[level] = append(open[level], it)
			continue
		}
		if !in.within(closedAt(it)) {
			continue
		}
		to := out.Closed.by(it)
		*to++
		if to == &out.Closed.Remediated {
			done[level] = append(done[level], it)
		}
		if to == &out.Closed.Remediated || to == &out.Closed.Retired {
			closed++
			if back[it.UUID] {
				returned++
			}
		}
	}
	out.Returned = share(returned, closed)
	for _, level := range worstFirst {
		if len(done[level]) > 0 {
			r := remediation(done[level])
			r.Level = level.String()
			out.Remediation = append(out.Remediation, r)
		}
		if len(open[level]) > 0 {
			s := in.standing(open[level])
			s.Level = level.String()
			out.Open = append(out.Open, s)
		}
	}
	all := slices.Concat(open[:]...)
	out.Remediated, out.AllOpen = remediation(slices.Concat(done[:]...)), in.standing(all)
	out.Overdue = in.overdue(all)
	out.Waivers = waivers(now)
	return out
}

// worstFirst is the order of levels; what nobody knows the level of may be the worst.
var worstFirst = []assessment.Level{assessment.LevelUnknown, assessment.LevelCritical, assessment.LevelHigh, assessment.LevelModerate, assessment.LevelLow, assessment.LevelNone}

// closedAt is when a run closed an item; zero where none says so.
func closedAt(it *assessment.Item) time.Time {
	if it.Closure == nil {
		return time.Time{}
	}
	return it.Closure.At
}

// by is the count that a closed item belongs to.
func (c *Closures) by(it *assessment.Item) *int {
	switch cl := it.Closure; {
	case cl == nil:
		return &c.Unverified
	case cl.False > 0:
		return &c.FalsePositive
	case cl.Retired > 0 && cl.Fixed == 0 && cl.Unlisted == 0:
		return &c.Retired
	}
	return &c.Remediated
}

// remediation sums up items that were remediated.
func remediation(items []*assessment.Item) Remediation {
	var took, late []int64
	var out Remediation
	due := 0
	for _, it := range items {
		n, ok := seconds(it.Detected, it.Closure.At)
		if !ok {
			out.Undated++
			continue
		}
		took = append(took, n)
		if it.Due().IsZero() {
			continue
		}
		due++
		if n, ok := seconds(it.Due(), it.Closure.At); ok && n > 0 {
			late = append(late, n)
		}
	}
	out.Span, out.Late, out.LateBy = span(took), share(len(late), due), span(late)
	return out
}

// standing sums up items that stand open.
func (in Input) standing(items []*assessment.Item) Standing {
	out := Standing{Count: len(items)}
	var late []int64
	for _, it := range items {
		out.Ages.add(seconds(it.Detected, in.AsOf))
		if it.Excused() {
			out.Waived++
		}
		if it.Due().IsZero() {
			out.NoDeadline++
		}
		if n := past(it, in.AsOf); n > 0 {
			late = append(late, n)
		}
	}
	out.Overdue = span(late)
	return out
}

// past is how many seconds an open item is past its deadline; 0 where it is not, has
// none, or waivers cover all of it.
func past(it *assessment.Item, at time.Time) int64 {
	n, ok := seconds(it.Due(), at)
	if !ok || !it.Open() || it.Excused() {
		return 0
	}
	return n
}

func (a *Ages) add(n int64, known bool) {
	switch {
	case !known:
		a.Unknown++
	case n < 30*day:
		a.Below30++
	case n < 90*day:
		a.Below90++
	case n < 180*day:
		a.Below180++
	case n < 365*day:
		a.Below365++
	default:
		a.Above++
	}
}

// overdue lists the items that are past their deadline.
func (in Input) overdue(items []*assessment.Item) []Overdue {
	out := []Overdue{}
	for _, it := range items {
		if n := past(it, in.AsOf); n > 0 {
			out = append(out, Overdue{it.ID, it.UUID, it.Weakness, it.Rated().String(), it.Due().UTC().Format(time.RFC3339), *days(float64(n))})
		}
	}
	slices.SortFunc(out, func(a, b Overdue) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	return out
}

// waivers counts deviations of items that are open, or closed for as long as they last.
func waivers(items []*assessment.Item) []WaiverSum {
	out := []WaiverSum{}
	for _, it := range items {
		if !it.Open() && !it.FalsePositive() {
			continue
		}
		counted := map[WaiverSum]bool{} // an item once, however many of a kind it has
		for _, d := range it.Deviations {
			key := WaiverSum{Kind: string(d.Kind), State: string(d.State)}
			at := slices.IndexFunc(out, func(w WaiverSum) bool { return w.Kind == key.Kind && w.State == key.State })
			if at < 0 {
				at, out = len(out), append(out, key)
			}
			if until := d.Until.UTC().Format(time.DateOnly); out[at].Until == "" || until < out[at].Until {
				out[at].Until = until
			}
			if !counted[key] {
				counted[key] = true
				out[at].Items++
			}
		}
	}
	slices.SortFunc(out, func(a, b WaiverSum) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.State, b.State)) })
	return out
}
