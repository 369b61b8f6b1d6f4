package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
)

func newEvidenceList(f *factory) *cobra.Command {
	var config, asOf, format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the evidence there is by kind and component, and how long each lasts",
		Long: `List what the sources of assay.yaml bring, by kind and component: how many pieces
count, from when the oldest is, how old it may be, and how much time is left.
What is missing, broken or too old comes first, then what expires first.

--as-of looks ahead: what would be too old on the day of the audit? Files of the
commit under test (live: true) are as young as that day.

Exit codes: 0 all of it is usable at that time; 1 some is not, or there is none;
2 the workspace cannot be read.`,
		Example: `  assay evidence list
  assay evidence list --as-of 2027-02-01`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, _, err := f.asOf(asOf)
			if err != nil {
				return err
			}
			return f.evidenceList(cmd.Context(), config, at, format)
		},
	}
	configFlag(c, &config)
	asOfFlag(c, &asOf, "look at ages, now or to come")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonShelfLife is the evidence of a kind and component in JSON output.
type jsonShelfLife struct {
	Kind      string            `json:"kind"`
	Component string            `json:"component"`
	State     string            `json:"state"`
	Pieces    int               `json:"pieces"`
	States    map[string]int    `json:"states"`
	Oldest    string            `json:"oldest,omitempty"`
	Newest    string            `json:"newest,omitempty"`
	MaxAge    string            `json:"max-age,omitempty"`
	Expires   string            `json:"expires,omitempty"`
	Left      string            `json:"left,omitempty"` // negative where it is over
	Controls  []jsonControlLife `json:"controls,omitempty"`
}

// jsonControlLife is a control that allows less age than the kind.
type jsonControlLife struct {
	Framework string `json:"framework"`
	Control   string `json:"control"`
	MaxAge    string `json:"max-age"`
	Expires   string `json:"expires"`
	Left      string `json:"left"`
}

func (f *factory) evidenceList(ctx context.Context, config string, at time.Time, format string) error {
	defer collectLess()()
	list, err := pipeline.EvidenceList(ctx, config, at)
	if err != nil {
		return err
	}
	var rows [][]string
	out, usable := f.jsonList(), len(list) > 0
	for _, s := range list {
		j := shelfLife(s, at)
		usable = usable && s.State == "fresh"
		if format == "json" {
			if err := out.add(j); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{j.State, j.Kind, j.Component, fmt.Sprint(j.Pieces), j.Oldest, j.MaxAge, j.Left})
		for _, c := range j.Controls {
			rows = append(rows, []string{"", "", "for " + c.Control + " of " + c.Framework, "", "", c.MaxAge, c.Left})
		}
	}
	if format == "json" {
		err = out.end()
	} else {
		err = f.table([]string{"state", "kind", "component", "pieces", "oldest", "may be", "left"}, rows)
		if len(list) == 0 {
			fmt.Fprintln(f.out, "no source brings or declares any evidence")
		}
	}
	if err == nil && !usable {
		return withCode(exitFailed)
	}
	return err
}

func shelfLife(s pipeline.ShelfLife, at time.Time) jsonShelfLife {
	j := jsonShelfLife{Kind: s.Kind, Component: s.Component, State: s.State, Pieces: s.Pieces, States: s.States}
	if s.MaxAge > 0 {
		j.MaxAge = span(s.MaxAge)
	}
	if s.Oldest.IsZero() {
		return j
	}
	day := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	j.Oldest, j.Newest = day(s.Oldest), day(s.Newest)
	if s.Expires.IsZero() {
		return j
	}
	j.Expires, j.Left = day(s.Expires), left(s.Expires, at)
	for _, c := range s.Controls {
		j.Controls = append(j.Controls, jsonControlLife{
			Framework: c.Framework, Control: c.Control, MaxAge: span(c.MaxAge), Expires: day(c.Expires), Left: left(c.Expires, at),
		})
	}
	return j
}

// left is the time from at to the end, "over since" where that is behind it.
func left(end, at time.Time) string {
	if d := at.Sub(end); d > 0 {
		return "over since " + span(d)
	}
	return span(end.Sub(at))
}
