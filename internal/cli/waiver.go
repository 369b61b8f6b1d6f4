package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

func newWaiver(f *factory) *cobra.Command {
	c := &cobra.Command{
		Use:   "waiver",
		Short: "Ask to let a finding stand for a time, and list what was asked",
		Args:  cobra.ArbitraryArgs,
		RunE:  helpOrUnknown,
	}
	c.AddCommand(newWaiverNew(f), newWaiverList(f))
	return c
}

type waiverOptions struct {
	config, results                      string
	kind, until, from, reason            string
	owner, role, organization            string
	level, vendor, product               string
	frameworks, components, subjectNames []string
	all, dry                             bool
}

func newWaiverNew(f *factory) *cobra.Command {
	var o waiverOptions
	c := &cobra.Command{
		Use:   "new FINDING --until DATE",
		Short: "Write the waiver of a finding, with its open subjects by name",
		Long: `Write the waiver of a finding: FINDING is the POAM-ID of an open item, the id of
a check, an objective, or the uuid of an item, a risk or a finding, in the results
of the last run. The file names every subject that stands open, and covers no
other; edit it to narrow it. It is a new file of waivers/, never over another.

It has no approval: until somebody of a role that assay.yaml gives that authority
approves it, it is pending and changes nothing. What else it lacks is told.

Exit codes: 0 it was written; 2 wrong usage, nothing that can be waived, or a file
cannot be read or written.`,
		Example: `  assay waiver new CMMC-L2-0001 --until 2026-12-31 --owner 'Ana Ruiz' --role system-owner --reason 'The token is on order.'
  assay waiver new common.vuln.age --kind vendor-dependency --until 2027-03-31 --component web --dry-run`,
		Args: arguments(1, 1, "one finding"),
		RunE: func(_ *cobra.Command, args []string) error { return f.newWaiver(o, args[0]) },
	}
	configFlag(c, &o.config)
	flags := c.Flags()
	flags.StringVar(&o.results, "results", "results", "results `DIRECTORY`, or one file")
	_ = c.MarkFlagDirname("results")
	flags.StringVar(&o.until, "until", "", "the last `DAY` that it counts, as 2026-12-31")
	flags.StringVar(&o.from, "from", "", "the first `DAY` (default: today)")
	flags.StringVar(&o.kind, "kind", string(assessment.RiskAccepted), "risk-accepted, false-positive, operational-requirement, risk-adjustment or vendor-dependency")
	flags.StringVar(&o.owner, "owner", "", "`NAME` of who answers for it")
	flags.StringVar(&o.role, "role", "", "role `ID` of the owner")
	flags.StringVar(&o.organization, "organization", "", "`ORGANIZATION` of the owner")
	flags.StringVar(&o.reason, "reason", "", "why, in words that an assessor can check")
	flags.StringVar(&o.level, "level", "", "of a risk-adjustment: low, moderate, high or critical")
	flags.StringVar(&o.vendor, "vendor", "", "of a vendor-dependency: its `NAME`")
	flags.StringVar(&o.product, "product", "", "of a vendor-dependency: its `NAME`")
	flags.StringArrayVar(&o.frameworks, "framework", nil, "only under this framework `ID`; may be given several times")
	flags.StringArrayVar(&o.components, "component", nil, "only of this component `KEY`; may be given several times")
	flags.StringArrayVar(&o.subjectNames, "subject", nil, "only this subject, by id, asset, pseudonym or full `NAME`; may be given several times")
	flags.BoolVar(&o.all, "all", false, "cover components as a whole, also what will fail there later")
	flags.BoolVar(&o.dry, "dry-run", false, "print the file and write nothing")
	return c
}

// newWaiver writes the waiver of a finding, and says what it lacks.
func (f *factory) newWaiver(o waiverOptions, finding string) error {
	today, _, err := f.asOf("")
	if err != nil {
		return err
	}
	asked, err := o.asked(today.Truncate(24 * time.Hour))
	if err != nil {
		return err
	}
	w, err := pipeline.WaiverOf(pipeline.WaiverOptions{
		Config: o.config, Results: o.results, Finding: finding, Frameworks: o.frameworks,
		Components: o.components, Subjects: o.subjectNames, All: o.all, Asked: asked, Today: today,
	})
	if err != nil {
		return err
	}
	if o.dry {
		_, err := f.out.Write(w.Text)
		return err
	}
	if err := records.Write(w.Config, w.File, w.Text); err != nil {
		return err
	}
	fmt.Fprintf(f.out, "%s: %s of %s, covers %d; until %s\n", problem.Plain(shownFrom(o.config, w)), asked.Kind, problem.Plain(finding), w.Covers, o.until)
	if len(w.Lacks) > 0 {
		fmt.Fprintf(f.out, "pending: %s\n", problem.Plain(strings.Join(w.Lacks, "; ")))
	}
	return nil
}

// shownFrom is the path of a new waiver as the user would name it.
func shownFrom(config string, w *pipeline.NewWaiver) string {
	if rel, err := filepath.Rel(filepath.FromSlash(w.Config.Base), filepath.FromSlash(w.File)); err == nil {
		return filepath.ToSlash(filepath.Join(filepath.Dir(config), rel))
	}
	return w.File
}

// asked takes what the flags say of a waiver.
func (o *waiverOptions) asked(today time.Time) (assessment.Waiver, error) {
	w := assessment.Waiver{Deviation: assessment.Deviation{
		Kind: assessment.DeviationKind(o.kind), Owner: assessment.Party{Name: o.owner, Role: o.role, Organization: o.organization},
		Reason: o.reason, From: today, Vendor: o.vendor, Product: o.product,
	}}
	if o.until == "" {
		return w, fmt.Errorf("--until is missing: the last day that it counts, as 2026-12-31")
	}
	for _, d := range []struct {
		flag, text string
		to         *time.Time
	}{{"--until", o.until, &w.Until}, {"--from", o.from, &w.From}} {
		if d.text == "" {
			continue
		}
		at, err := time.Parse(time.DateOnly, d.text)
		if err != nil {
			return w, fmt.Errorf("%s %s is not a day; write it as 2026-12-31", d.flag, strictyaml.Quote(d.text))
		}
		*d.to = at
	}
	switch {
	case w.Until.Before(w.From):
		return w, fmt.Errorf("--until %s is before the first day, %s", o.until, w.From.Format(time.DateOnly))
	case w.Until.After(w.From.AddDate(1, 0, 0)):
		return w, fmt.Errorf("--until %s is more than a year after the first day, %s: no waiver counts for so long", o.until, w.From.Format(time.DateOnly))
	}
	if o.level != "" {
		level, ok := assessment.ParseLevel(o.level)
		if !ok || w.Kind != assessment.RiskAdjustment {
			return w, fmt.Errorf("--level is of a risk-adjustment: low, moderate, high or critical")
		}
		w.Level = level
	}
	return w, nil
}

// jsonWaiver is a deviation in JSON output.
type jsonWaiver struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	State     string `json:"state"`
	Why       string `json:"why,omitempty"`
	Framework string `json:"framework"`
	Item      string `json:"poam-id"`
	Check     string `json:"check"`
	Covered   int    `json:"covered"`
	Open      int    `json:"open"`
	Owner     string `json:"owner,omitempty"`
	Approver  string `json:"approver,omitempty"`
	From      string `json:"from,omitempty"`
	Until     string `json:"until,omitempty"`
	File      string `json:"file"`
}

func newWaiverList(f *factory) *cobra.Command {
	var results, framework, format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the waivers of the last results, with what has become of each",
		Long: `List what waivers say of the items of the plan of action in the results of the last
run: state, what they cover of what stands open, their end, and why they have no
effect where they have none. One that covers nothing is in the notes of the run.`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			list, _, err := pipeline.Deviations(results, framework)
			if err != nil {
				return err
			}
			return f.listWaivers(list, format)
		},
	}
	c.Flags().StringVar(&results, "results", "results", "results `DIRECTORY`, or one file")
	_ = c.MarkFlagDirname("results")
	frameworkFlag(c, &framework, "all of the results")
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) listWaivers(list []pipeline.Standing, format string) error {
	if format == "json" {
		out := []jsonWaiver{}
		for _, s := range list {
			d := s.Deviation
			out = append(out, jsonWaiver{
				ID: d.ID, Kind: string(d.Kind), State: string(d.State), Why: d.Why, Framework: s.Framework, Item: s.Item.ID, Check: s.Item.Weakness,
				Covered: d.Covered, Open: s.Item.Affected.Open, Owner: d.Owner.Name, Approver: d.Approver.Name,
				From: dayIf(d.From), Until: dayIf(d.Until), File: d.Source.Path,
			})
		}
		return f.json(out)
	}
	var rows [][]string
	for _, s := range list {
		d := s.Deviation
		rows = append(rows, []string{d.ID, string(d.Kind), string(d.State), s.Item.ID, fmt.Sprintf("%d of %d", d.Covered, s.Item.Affected.Open), dayIf(d.Until), d.Why})
	}
	return f.table([]string{"waiver", "kind", "state", "item", "covers", "until", "why"}, rows)
}
