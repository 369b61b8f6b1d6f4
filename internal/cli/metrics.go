package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/metrics"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
)

type metricsOptions struct {
	config, framework, asOf, since, until, format string
	all                                           bool
}

func newMetrics(f *factory) *cobra.Command {
	var o metricsOptions
	c := &cobra.Command{
		Use:   "metrics [RESULTS…]",
		Short: "Measure over time: time to remediate, what is late or came back, coverage, drift, age of evidence",
		Long: `Measure a system over time. Items are counted of the plan of action that is
recorded beside assay.yaml (poam/), else of that of the last run; coverage, drift
and the age of evidence of the runs in RESULTS: results directories, files of
assessment results, git:REVISION:PATH of the repository stood in, or stores, of
which every run counts. Without RESULTS that is the store of assay.yaml, else the
directory results here.

What is open, late or old is so at --as-of. What was opened, closed or lost is
counted from --since to --until. A mean over nothing is none. docs/metrics.md has
the definitions.

Exit codes: 0 measured; 2 wrong usage, nothing to measure, or something that cannot
be read.`,
		Example: `  assay metrics
  assay metrics --framework cmmc-l2 --since 2026-07-01 --until 2026-09-30 -o json
  assay metrics results-2026-*/ git:origin/main:baseline`,
		Args: arguments(0, -1, "results"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.metrics(cmd.Context(), args, o) },
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "assay.yaml `FILE` of the system (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	c.Flags().StringVarP(&o.framework, "framework", "f", "", "measure this `FRAMEWORK` alone (default: every one that something is known of)")
	asOfFlag(c, &o.asOf, "count what stands")
	c.Flags().StringVar(&o.since, "since", "", "count what happened from this `TIME` on, a day from its beginning (default: from the first)")
	c.Flags().StringVar(&o.until, "until", "", "count what happened until this `TIME`, a day to its end (default: --as-of)")
	for _, name := range []string{"since", "until"} {
		_ = c.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	c.Flags().BoolVar(&o.all, "all", false, "list every item, objective and run")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// MetricsVersion is the version of the JSON of metrics, described in docs/json.md.
const MetricsVersion = "1.0"

// jsonMetrics is everything that was measured.
type jsonMetrics struct {
	Version    string              `json:"assay-metrics"`
	Tool       string              `json:"assay-version"`
	System     string              `json:"system-id"`
	AsOf       string              `json:"as-of"`
	Since      string              `json:"since,omitempty"`
	Until      string              `json:"until"`
	States     []jsonStateRead     `json:"plans-of-action"`
	Read       []string            `json:"results"`
	Later      int                 `json:"runs-later"`
	Frameworks []metrics.Framework `json:"frameworks"`
}

type jsonStateRead struct {
	Framework string `json:"framework"`
	From      string `json:"from"`
	Changed   string `json:"last-changed,omitempty"`
}

func (f *factory) metrics(ctx context.Context, results []string, o metricsOptions) error {
	asOf, _, err := f.asOf(o.asOf)
	if err != nil {
		return err
	}
	since, until, err := window(o.since, o.until, asOf)
	if err != nil {
		return err
	}
	m, err := pipeline.Metrics(ctx, pipeline.MetricsOptions{Config: orHere(o.config), Results: results, Framework: o.framework, AsOf: asOf, Since: since, Until: until})
	if err != nil {
		return err
	}
	if o.format == "json" {
		return f.json(measured(m, asOf, since, until))
	}
	return f.measured(m, asOf, since, until, o.all)
}

// window reads --since and --until. A day alone counts from its first second to its
// last; without --until the window ends at as-of.
func window(since, until string, asOf time.Time) (from, to time.Time, err error) {
	to = asOf
	if since != "" {
		given, ok := config.ParseTime(since)
		if !ok {
			return from, to, fmt.Errorf("--since %q is not a time; give one like %s", since, config.TimeForms)
		}
		from = given.Time
	}
	if until != "" {
		given, ok := config.ParseTime(until)
		if !ok {
			return from, to, fmt.Errorf("--until %q is not a time; give one like %s", until, config.TimeForms)
		}
		if given.Time.After(asOf) {
			return from, to, fmt.Errorf("--until %s is after %s, the time that is asked for; what is to come cannot be counted", until, asOf.Format(time.RFC3339))
		}
		if to = given.Time; len(until) == len(time.DateOnly) {
			to = to.AddDate(0, 0, 1).Add(-time.Second)
		}
		if to.After(asOf) {
			to = asOf
		}
	}
	if from.After(to) {
		return from, to, errors.New("--since is after the end of the window; nothing can have happened in it")
	}
	return from, to, nil
}

func measured(m pipeline.Measurement, asOf, since, until time.Time) jsonMetrics {
	out := jsonMetrics{
		Version: MetricsVersion, Tool: Version, System: m.System, AsOf: stamp(asOf), Since: stamp(since), Until: stamp(until),
		States: []jsonStateRead{}, Read: append([]string{}, m.Read...), Later: m.Later, Frameworks: m.Frameworks,
	}
	for _, s := range m.States {
		out.States = append(out.States, jsonStateRead{s.Framework, s.From, stamp(s.Changed)})
	}
	return out
}

// stamp is a time as it is printed; empty for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// listedAtMost is how many items, objectives or runs are listed without --all.
const listedAtMost = 10

// measured prints what was measured for people.
func (f *factory) measured(m pipeline.Measurement, asOf, since, until time.Time, all bool) error {
	from := "the beginning"
	if !since.IsZero() {
		from = stamp(since)
	}
	f.sayf("%s as of %s; what happened is counted from %s to %s", cmp.Or(m.System, "a system that the results do not name"), stamp(asOf), from, stamp(until))
	if m.Later > 0 {
		f.sayf("left out, for they are later: %s", report.Count(m.Later, "run"))
	}
	for i := range m.Frameworks {
		fw := &m.Frameworks[i]
		state := "no plan of action is known"
		for _, s := range m.States {
			if s.Framework == fw.ID {
				state = "plan of action of " + s.From
			}
		}
		f.sayf("")
		f.sayf("%s: %s, %s", fw.ID, state, report.Count(len(fw.Runs), "run"))
		if err := f.table([]string{"measure", "level", "value"}, measures(fw)); err != nil {
			return err
		}
		if err := f.lists(fw, all); err != nil {
			return err
		}
	}
	return nil
}

// measures are the numbers of a framework, a row each.
func measures(fw *metrics.Framework) [][]string {
	var rows [][]string
	add := func(name, level, format string, args ...any) {
		rows = append(rows, []string{name, level, fmt.Sprintf(format, args...)})
	}
	if it := fw.Items; it != nil {
		add("opened", "", "%s, of %d ever", report.Count(it.Opened, "item"), it.Ever)
		c := it.Closed
		add("closed", "", "%d remediated, %d retired, %s, %d unverified", c.Remediated, c.Retired, report.Count(c.FalsePositive, "false positive"), c.Unverified)
		add("time to remediate", "all", "%s", spanWords(it.Remediated.Span, "item"))
		for _, r := range it.Remediation {
			add("time to remediate", r.Level, "%s", spanWords(r.Span, "item"))
		}
		add("closed late", "all", "%s", lateWords(it.Remediated))
		for _, r := range it.Remediation {
			add("closed late", r.Level, "%s", lateWords(r))
		}
		add("found again", "", "%s of those closed on evidence", shareWords(it.Returned))
		add("open", "all", "%s", standingWords(it.AllOpen))
		for _, s := range it.Open {
			add("open", s.Level, "%s", standingWords(s))
		}
		add("past deadline", "all", "%s", spanWords(it.AllOpen.Overdue, "item"))
		for _, s := range it.Open {
			if s.Overdue.Count > 0 {
				add("past deadline", s.Level, "%s", spanWords(s.Overdue, "item"))
			}
		}
		for _, w := range it.Waivers {
			add("waivers", "", "%s, %s: %s, the first until %s", w.Kind, w.State, report.Count(w.Items, "item"), w.Until)
		}
	}
	if n := len(fw.Runs); n > 0 {
		add("coverage", "", "%s, was %s in the first of %s", percentOf(fw.Runs[n-1].Coverage), percentOf(fw.Runs[0].Coverage), report.Count(n, "run"))
	}
	d := fw.Drift
	add("drift", "", "%s no longer passed (%d fail, %d undecided), %d recovered, %d lost their verdict, over %s", report.Count(d.Began, "objective"), d.ToFail, d.ToUndecided, d.Recovered, d.Lost, report.Count(d.Compared, "step"))
	add("time to recover", "", "%s", spanWords(d.Recovery, "objective"))
	if e := fw.Evidence; e != nil {
		add("age of evidence", "", "%s", spanWords(e.Age, "observation"))
		add("too old by now", "", "%d of %s; %d were when they were judged", e.Expired, report.Count(e.Observations, "observation"), e.Stale)
	}
	return rows
}

func number(n *float64) string {
	if n == nil {
		return "none"
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// dayWords is a length of time for people.
func dayWords(n *float64) string {
	if n != nil && *n == 1 {
		return "1 day"
	}
	return number(n) + " days"
}

func spanWords(s metrics.Span, what string) string {
	if s.Count == 0 {
		return "none"
	}
	return fmt.Sprintf("mean %s, median %s, longest %s, of %s", dayWords(s.Mean), number(s.Median), number(s.Longest), report.Count(s.Count, what))
}

func lateWords(r metrics.Remediation) string {
	out := shareWords(r.Late) + " with a deadline"
	if r.LateBy.Count > 0 {
		out += fmt.Sprintf(", mean %s, longest %s", dayWords(r.LateBy.Mean), number(r.LateBy.Longest))
	}
	if r.Undated > 0 {
		out += fmt.Sprintf("; %d more without dates that can be used", r.Undated)
	}
	return out
}

func shareWords(s metrics.Share) string {
	if s.Ratio == nil {
		return "none: 0 of 0"
	}
	return fmt.Sprintf("%d of %d (%s)", s.Part, s.Whole, percentOf(s.Ratio))
}

func percentOf(ratio *float64) string {
	if ratio == nil {
		return "none"
	}
	return strconv.FormatFloat(*ratio*100, 'f', 1, 64) + "%"
}

func standingWords(s metrics.Standing) string {
	out := []string{report.Count(s.Count, "item")}
	for _, age := range []struct {
		n    int
		what string
	}{{s.Ages.Below30, "below 30 days"}, {s.Ages.Below90, "30 to 90"}, {s.Ages.Below180, "90 to 180"}, {s.Ages.Below365, "180 to 365"}, {s.Ages.Above, "365 and more"}, {s.Ages.Unknown, "of unknown age"}, {s.Waived, "waived"}, {s.NoDeadline, "without a deadline"}} {
		if age.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", age.n, age.what))
		}
	}
	return strings.Join(out, ", ")
}

// lists prints the items past their deadline, the objectives that drifted and the runs
// of a framework.
func (f *factory) lists(fw *metrics.Framework, all bool) error {
	if fw.Items != nil && len(fw.Items.Overdue) > 0 {
		var rows [][]string
		for _, it := range fw.Items.Overdue {
			rows = append(rows, []string{it.ID, it.Level, it.Weakness, it.Due, dayWords(&it.Days)})
		}
		if err := f.listed("past deadline:", []string{"item", "level", "check", "deadline", "past"}, rows, all); err != nil {
			return err
		}
	}
	if len(fw.Drift.Standing) > 0 {
		var rows [][]string
		for _, d := range fw.Drift.Standing {
			rows = append(rows, []string{d.ID, d.Verdict, d.Since, dayWords(&d.Days)})
		}
		if err := f.listed("passed before, and do not:", []string{"objective", "verdict", "since", "for"}, rows, all); err != nil {
			return err
		}
	}
	if len(fw.Runs) < 2 {
		return nil
	}
	var rows [][]string
	for i := len(fw.Runs) - 1; i >= 0; i-- { // the latest are of most use
		p := fw.Runs[i]
		open, late := "items unknown", ""
		if p.Late != nil {
			n := 0
			for _, k := range p.Open {
				n += k
			}
			open, late = fmt.Sprintf("%d open", n), fmt.Sprintf("%d late", *p.Late)
		}
		complete := ""
		if !p.Complete {
			complete = "stopped before its end"
		}
		rows = append(rows, []string{
			p.AsOf, fmt.Sprintf("%d pass", p.Pass), fmt.Sprintf("%d fail", p.Fail), fmt.Sprintf("%d undecided", p.Undecided), fmt.Sprintf("%d not assessed", p.NotAssessed),
			"coverage " + percentOf(p.Coverage), open, late, fmt.Sprintf("%d drifted", p.Drifted), fmt.Sprintf("%d recovered", p.Recovered), complete,
		})
	}
	return f.listed("runs, the latest first:", []string{"as of", "", "", "", "", "", "", "", "", "", ""}, rows, all)
}

// listed prints a title and as many rows as are shown.
func (f *factory) listed(title string, head []string, rows [][]string, all bool) error {
	f.sayf("%s", title)
	left := 0
	if !all && len(rows) > listedAtMost {
		left, rows = len(rows)-listedAtMost, rows[:listedAtMost]
	}
	if err := f.table(head, rows); err != nil {
		return err
	}
	if left > 0 {
		f.sayf("and %d more; --all lists them", left)
	}
	return nil
}
