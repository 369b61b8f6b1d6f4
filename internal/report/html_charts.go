package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// segment is a part of a bar that is a thousand long.
type segment struct {
	Class, X, W, Title string
}

// statusBar is the share of each verdict, what is open first.
func statusBar(c assessment.Coverage) []segment {
	n := map[assessment.Verdict]int{
		assessment.VerdictFail: c.Fail, assessment.VerdictUndecided: c.Undecided, assessment.VerdictPass: c.Pass,
		assessment.VerdictNotApplicable: c.NotApplicable, assessment.NotAssessed: c.NotAssessed,
	}
	all := c.Fail + c.Undecided + c.Pass + c.NotApplicable + c.NotAssessed
	var out []segment
	at := 0.0
	for _, v := range verdictOrder {
		if n[v] == 0 {
			continue
		}
		w := 1000 * float64(n[v]) / float64(all)
		out = append(out, segment{verdictClass[v], coordinate(at), coordinate(w), fmt.Sprintf("%d %s", n[v], verdictWord(v))})
		at += w
	}
	return out
}

// coordinate is a number as SVG takes it, with a tenth.
func coordinate(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

// numbers are what a chart shows, as a table.
type numbers struct {
	Title string
	Heads []string
	Rows  [][]string
}

// gauge is a score on its range.
type gauge struct {
	ID, Title, Says                           string
	Value, Best, Need                         string
	NeedAnchor, NeedText, ValueText, BestText string
	MinText, MaxText                          string
	Table                                     numbers
}

// gauges are the scores that measures have.
func (in Input) gauges() []gauge {
	var out []gauge
	for _, r := range in.Results {
		m, ok := in.Measures[r.Scope.Framework.ID]
		if !ok || m.Score == nil || m.Fault != "" || m.Score.Max <= m.Score.Min {
			continue
		}
		c := m.Score
		on := func(v int) float64 {
			return 340 * float64(min(max(v, c.Min), c.Max)-c.Min) / float64(c.Max-c.Min)
		}
		g := gauge{
			ID: fmt.Sprintf("g%d", len(out)), Title: visible(c.Name + ", " + m.Framework), Value: coordinate(on(c.Value)), Best: coordinate(on(c.Best)), Need: coordinate(10 + on(c.Need)),
			NeedAnchor: "middle", NeedText: strconv.Itoa(c.Need), ValueText: strconv.Itoa(c.Value), MinText: strconv.Itoa(c.Min), MaxText: strconv.Itoa(c.Max),
		}
		if on(c.Need) > 280 {
			g.NeedAnchor = "end"
		}
		g.Says = fmt.Sprintf("The score is %d on a range from %d to %d; a conditional status needs %d.", c.Value, c.Min, c.Max, c.Need)
		g.Table = numbers{g.Title, []string{"number", "value"}, [][]string{{"score", g.ValueText}, {"needed for a conditional status", g.NeedText}, {"least", g.MinText}, {"most", g.MaxText}}}
		if m.Draft {
			g.BestText = fmt.Sprintf("draft: %s open, best case %d", Count(m.Open, "objective"), c.Best)
			g.Says += fmt.Sprintf(" It is a draft: %s open; were they satisfied it would be %d.", Count(m.Open, "objective"), c.Best)
			g.Table.Rows = append(g.Table.Rows, []string{"best case", strconv.Itoa(c.Best)}, []string{"open objectives", strconv.Itoa(m.Open)})
		} else {
			g.Best = g.Value
		}
		out = append(out, g)
	}
	return out
}

// columns is a chart of stacked columns.
type columns struct {
	ID, Title, Says string
	Blocks          []block
	Labels          []label
	Key             []label
	Table           numbers
}

type block struct{ Class, X, Y, W, H, Title string }

type label struct{ Class, X, Y, Text string }

// ageBounds are the days that ages are told apart by.
var ageBounds = []struct {
	upTo int
	text string
}{{30, "≤ 30 d"}, {90, "31–90"}, {180, "91–180"}, {365, "181–365"}, {1 << 30, "> 1 year"}}

// ageLevels are levels from the worst.
var ageLevels = []assessment.Level{assessment.LevelUnknown, assessment.LevelCritical, assessment.LevelHigh, assessment.LevelModerate, assessment.LevelLow, assessment.LevelNone}

// ages is how long what is open has been known, by level: items of the plans of action,
// or the weaknesses of this run where no plan is known; nil where nothing is open.
func (in Input) ages() *columns {
	var n [5]assessment.ByLevel
	all := 0
	add := func(since time.Time, l assessment.Level) {
		days := int(in.AsOf.Sub(since) / (24 * time.Hour))
		if since.IsZero() {
			days = 0
		}
		i := slices.IndexFunc(ageBounds, func(b struct {
			upTo int
			text string
		}) bool {
			return days <= b.upTo
		})
		n[i][l]++
		all++
	}
	title := "Open items by age and level"
	for i := range in.Results {
		r := &in.Results[i]
		if in.Unplanned {
			title = "Weaknesses of this run by age and level"
			for k := range r.Risks {
				if !r.Risks[k].Gap {
					add(r.Risks[k].Detected, r.Risks[k].Level)
				}
			}
			continue
		}
		items := in.POAMs[r.Scope.Framework.ID].Items
		for k := range items {
			if items[k].Open() {
				add(items[k].Detected, items[k].Rated())
			}
		}
	}
	if all == 0 {
		return nil
	}
	return drawColumns(title, n, all)
}

// drawColumns lays the columns out.
func drawColumns(title string, n [5]assessment.ByLevel, all int) *columns {
	c := &columns{ID: "age", Title: title, Table: numbers{Title: title, Heads: []string{"age"}}}
	most := 0
	for _, b := range n {
		most = max(most, b.Sum())
	}
	var used []assessment.Level
	for _, l := range ageLevels {
		sum := 0
		for _, b := range n {
			sum += b[l]
		}
		if sum > 0 {
			used = append(used, l)
			c.Key = append(c.Key, label{Class: "l-" + l.String(), Text: l.String()})
			c.Table.Heads = append(c.Table.Heads, l.String())
		}
	}
	for i, b := range n {
		x, y := 18+float64(i)*68, 150.0
		row := []string{ageBounds[i].text}
		for k := len(used) - 1; k >= 0; k-- {
			l := used[k]
			h := 120 * float64(b[l]) / float64(most)
			y -= h
			if b[l] > 0 {
				c.Blocks = append(c.Blocks, block{"l-" + l.String(), coordinate(x), coordinate(y), "52", coordinate(h), fmt.Sprintf("%s: %d %s", ageBounds[i].text, b[l], l)})
			}
		}
		for _, l := range used {
			row = append(row, strconv.Itoa(b[l]))
		}
		c.Table.Rows = append(c.Table.Rows, row)
		c.Labels = append(c.Labels, label{X: coordinate(x + 26), Y: "167", Text: ageBounds[i].text})
		if s := b.Sum(); s > 0 {
			c.Labels = append(c.Labels, label{Class: "strong", X: coordinate(x + 26), Y: coordinate(y - 6), Text: strconv.Itoa(s)})
		}
	}
	c.Says = fmt.Sprintf("%d in all; the table below has the numbers.", all)
	return c
}

// freshKey is evidence of some kinds of one component.
type freshKey struct {
	kinds, component    string
	first, last, expire int64
}

// noteFresh remembers how fresh the evidence behind an observation is.
func (b *pageBook) noteFresh(o *assessment.Observation) {
	if o.Said != nil || o.First.IsZero() || o.Expires.IsZero() || len(o.Kinds) == 0 {
		return
	}
	k := freshKey{strings.Join(o.Kinds, ", "), o.Component, o.First.Unix(), o.Last.Unix(), o.Expires.Unix()}
	if !b.fresh[k] {
		b.fresh[k] = true
		b.rows = append(b.rows, k)
	}
}

// freshness is when evidence was collected and until when it counts.
type freshness struct {
	AsOf, From, To, Now, More string
	Rows                      []freshRow
}

type freshRow struct{ Class, Kinds, Component, X, W, Collected, Until, State string }

// soon is how many days before its end evidence is told to end soon.
const soon = 7

// freshness lays the bars out on one axis, what ends first above.
func (b *pageBook) freshness() *freshness {
	if len(b.rows) == 0 {
		return nil
	}
	slices.SortFunc(b.rows, func(a, c freshKey) int {
		return cmp.Or(cmp.Compare(a.expire, c.expire), cmp.Compare(a.kinds, c.kinds), cmp.Compare(a.component, c.component), cmp.Compare(a.first, c.first), cmp.Compare(a.last, c.last))
	})
	now := b.in.AsOf.Unix()
	from, to := now, now
	for _, k := range b.rows {
		from, to = min(from, k.first), max(to, k.expire, k.last)
	}
	span := float64(max(to-from, 1))
	on := func(t int64) float64 { return 1000 * float64(t-from) / span }
	at := func(t int64) time.Time { return time.Unix(t, 0).UTC() }
	out := &freshness{AsOf: b.in.asOf(), From: day(at(from)), To: day(at(to)), Now: coordinate(min(on(now), 996))}
	for _, k := range b.rows[:min(mostFresh, len(b.rows))] {
		row := freshRow{
			Class: "pass", Kinds: visible(k.kinds), Component: visible(k.component), X: coordinate(on(k.first)), W: coordinate(max(on(k.expire)-on(k.first), 4)),
			Collected: day(at(k.first)), Until: day(at(k.expire)), State: "fresh",
		}
		if day(at(k.last)) != row.Collected {
			row.Collected += " to " + day(at(k.last))
		}
		switch left := k.expire - now; {
		case left <= 0:
			row.Class, row.State = "und", "stale"
		case left < soon*24*60*60:
			row.Class, row.State = "soon", fmt.Sprintf("ends within %d days", soon)
		}
		out.Rows = append(out.Rows, row)
	}
	if n := len(b.rows) - len(out.Rows); n > 0 {
		out.More = fmt.Sprintf("And %d more, which count longer.", n)
	}
	return out
}

// trend is a chart of lines over time.
type trend struct {
	ID, Title, Says, From, To string
	Grid                      []gridLine
	Lines                     []trendLine
	Table                     numbers
}

type gridLine struct{ Y, Base, Text string }

type trendLine struct {
	Class, Name, Points string
	Dots                []dot
}

type dot struct{ X, Y, Title string }

// series is one line to draw: a value at each of the chart's times.
type series struct {
	class, name string
	values      []float64
}

// trends are the lines of each framework that has a history: verdicts, and open items
// where plans of action are known at every point. One point makes no line.
func (in Input) trends() []trend {
	var out []trend
	for _, r := range in.Results {
		id := r.Scope.Framework.ID
		var points []assessment.TrendPoint
		for _, p := range in.Trend {
			if p.Framework == id {
				points = append(points, p)
			}
		}
		if len(points) < 2 {
			continue
		}
		line := func(class, name string, value func(assessment.TrendPoint) float64) series {
			s := series{class: class, name: name}
			for _, p := range points {
				s.values = append(s.values, value(p))
			}
			return s
		}
		times := make([]time.Time, len(points))
		planned := true
		for i, p := range points {
			times[i], planned = p.At, planned && p.Planned
		}
		out = append(out,
			drawTrend(len(out), visible("Objectives over time, "+id), "", times, []series{
				line("fail", "fail", func(p assessment.TrendPoint) float64 { return float64(p.Coverage.Fail) }),
				line("und", "undecided", func(p assessment.TrendPoint) float64 { return float64(p.Coverage.Undecided) }),
				line("pass", "pass", func(p assessment.TrendPoint) float64 { return float64(p.Coverage.Pass) }),
			}),
			drawTrend(len(out)+1, visible("Coverage over time, "+id), " %", times, []series{line("ink", "coverage", func(p assessment.TrendPoint) float64 { return 100 * p.Coverage.Ratio() })}))
		if planned {
			out = append(out, drawTrend(len(out), visible("Open items over time, "+id), "", times, []series{
				line("ink", "open", func(p assessment.TrendPoint) float64 { return float64(p.Open.Sum()) }),
				line("fail", "past their deadline", func(p assessment.TrendPoint) float64 { return float64(p.Late) }),
			}))
		}
	}
	return out
}

// drawTrend lays lines out over the times of their values.
func drawTrend(n int, title, unit string, times []time.Time, lines []series) trend {
	most := 1.0
	for _, s := range lines {
		most = max(most, slices.Max(s.values))
	}
	if unit != "" {
		most = 100
	}
	first, span := times[0], max(times[len(times)-1].Sub(times[0]).Seconds(), 1)
	x := func(t time.Time) string { return coordinate(34 + 312*t.Sub(first).Seconds()/span) }
	y := func(v float64) float64 { return 150 - 130*v/most }
	t := trend{ID: fmt.Sprintf("t%d", n), Title: title, From: day(times[0]), To: day(times[len(times)-1]), Table: numbers{Title: title, Heads: []string{"as of"}}}
	for _, v := range []float64{0, most / 2, most} {
		t.Grid = append(t.Grid, gridLine{coordinate(y(v)), coordinate(y(v) + 4), coordinate(v)})
	}
	for _, at := range times {
		t.Table.Rows = append(t.Table.Rows, []string{moment(at)})
	}
	var says []string
	for _, s := range lines {
		l := trendLine{Class: s.class, Name: s.name}
		t.Table.Heads = append(t.Table.Heads, s.name)
		for i, v := range s.values {
			text := coordinate(v) + unit
			l.Points += x(times[i]) + "," + coordinate(y(v)) + " "
			l.Dots = append(l.Dots, dot{x(times[i]), coordinate(y(v)), fmt.Sprintf("%s: %s %s", day(times[i]), s.name, text)})
			t.Table.Rows[i] = append(t.Table.Rows[i], text)
		}
		l.Points = strings.TrimSpace(l.Points)
		t.Lines = append(t.Lines, l)
		says = append(says, fmt.Sprintf("%s from %s to %s", s.name, coordinate(s.values[0])+unit, coordinate(s.values[len(s.values)-1])+unit))
	}
	t.Says = strings.Join(says, "; ") + "."
	return t
}
