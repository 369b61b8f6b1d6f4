package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

func newAttest(f *factory) *cobra.Command {
	var o attestOptions
	c := &cobra.Command{
		Use:   "attest [REQUEST]...",
		Short: "Answer what no machine can see: walk through the open requests and write attestations",
		Long: `Show each request of the frameworks in use that nobody has answered, or whose
answer is incomplete, expired or about to expire, and ask for the answer: what was
looked at, what it shows, the documents with their digests. Each answer is shown
as it would be written, and is written only on yes, as a new file among the
attestations of the workspace. Nothing is assumed: there is no answer, name or
role that was not typed, and an empty line where an answer is asked is none.

What is asked of another role than yours is counted and left to others. Without
REQUEST all open ones are asked.

Exit codes: 0 the end was reached, or quit was said; 2 the input ended within an
answer, which is then not written, or a file cannot be read or written.`,
		Example: `  assay attest --list
  assay attest --framework cmmc-l2
  assay attest cmmc.at-rest cmmc.audit-kept`,
		Args: arguments(0, 1000, "ids of requests"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.attest(cmd.Context(), o, args) },
	}
	configFlag(c, &o.config)
	frameworkFlag(c, &o.framework, "all of the workspace")
	asOfFlag(c, &o.asOf, "answer")
	c.Flags().BoolVar(&o.list, "list", false, "list the open requests and ask nothing")
	outputFlag(c, &o.format, "text", "json")
	return c
}

type attestOptions struct {
	config, framework, asOf, format string
	list                            bool
}

func (f *factory) attest(ctx context.Context, o attestOptions, only []string) error {
	at, _, err := f.asOf(o.asOf)
	if err != nil {
		return err
	}
	if o.format == "json" && !o.list {
		return fmt.Errorf("-o json needs --list: answers are asked for in text")
	}
	open, err := pipeline.Attest(o.config, o.framework, at)
	if err != nil {
		return err
	}
	if err := narrow(open, only); err != nil {
		return err
	}
	switch {
	case o.list && o.format == "json":
		return f.json(requestsJSON(open))
	case o.list:
		return f.listRequests(open)
	}
	return f.answerAll(ctx, open, at.Truncate(24*time.Hour))
}

// narrow leaves those of the open requests that are named; none: all of them.
func narrow(open *pipeline.Attesting, only []string) error {
	if len(only) == 0 {
		return nil
	}
	var ids []string
	for _, r := range open.Open {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	for _, id := range only {
		if _, ok := slices.BinarySearch(ids, id); ok {
			continue
		}
		remedy := "assay attest --list shows the open ones; one that is answered is open again when the answer ends"
		if near := strictyaml.Near(id, ids); len(near) > 0 {
			remedy = "did you mean " + joinOr(near) + "? " + remedy
		}
		return problem.New(problem.Place{}, fmt.Sprintf("no request %q is open", id), remedy)
	}
	open.Open = slices.DeleteFunc(open.Open, func(r pipeline.OpenRequest) bool { return !slices.Contains(only, r.ID) })
	return nil
}

// jsonRequest is an open request in JSON output.
type jsonRequest struct {
	ID         string          `json:"id"`
	Title      string          `json:"title"`
	Question   string          `json:"question"`
	Method     string          `json:"method"`
	Role       string          `json:"role"`
	Documents  []string        `json:"documents"`
	ValidDays  int             `json:"valid-days"`
	Why        string          `json:"why"`
	Objectives []jsonObjective `json:"objectives"`
}

type jsonObjective struct {
	Framework string `json:"framework"`
	ID        string `json:"id"`
	Title     string `json:"title,omitempty"`
}

func requestsJSON(open *pipeline.Attesting) []jsonRequest {
	out := []jsonRequest{}
	for _, r := range open.Open {
		one := jsonRequest{
			ID: r.ID, Title: r.Title, Question: r.Question, Method: r.Method, Role: r.Role,
			Documents: append([]string{}, r.Documents...), ValidDays: r.Valid, Why: r.Why,
		}
		for _, t := range r.Targets {
			one.Objectives = append(one.Objectives, jsonObjective{t.Framework, t.ID, t.Title})
		}
		out = append(out, one)
	}
	return out
}

func (f *factory) listRequests(open *pipeline.Attesting) error {
	rows := make([][]string, len(open.Open))
	for i, r := range open.Open {
		rows[i] = []string{r.ID, r.Method, r.Role, report.Count(len(r.Targets), "objective"), r.Title, r.Why}
	}
	return f.table([]string{"REQUEST", "METHOD", "ROLE", "FOR", "TITLE", "WHY"}, rows)
}

// answerAll asks for an answer to each open request of the person's roles.
func (f *factory) answerAll(ctx context.Context, open *pipeline.Attesting, today time.Time) error {
	if len(open.Open) == 0 {
		f.sayf("nothing is open: %s answered", report.Count(open.Answered, "request"))
		return nil
	}
	d := &dialogue{f: f, ctx: ctx, open: open, today: today, lines: linesOf(ctx, f.in)}
	f.sayf("%s open, %d answered. What you type is your word; nothing is assumed.", report.Count(len(open.Open), "request"), open.Answered)
	done, err := d.all()
	switch {
	case ctx.Err() != nil:
		return &codeError{code: exitInterrupted, err: fmt.Errorf("interrupted; %s written before, and nothing of the last", report.Count(done, "attestation"))}
	case err == errEnded:
		return fmt.Errorf("the input ended within an answer; %s written before, and nothing of the last", report.Count(done, "attestation"))
	case err != nil:
		return err
	}
	f.sayf("%s written; commit what you wrote, it is reviewed like code", report.Count(done, "attestation"))
	return nil
}

// all introduces the person and asks one request after the other.
func (d *dialogue) all() (done int, err error) {
	who, roles, err := d.introduce()
	if err != nil {
		return 0, err
	}
	var mine []pipeline.OpenRequest
	for _, r := range d.open.Open {
		if roleFor(r.Request, who, roles) != "" {
			mine = append(mine, r)
		}
	}
	for i, r := range mine {
		who.Role = roleFor(r.Request, who, roles)
		d.f.sayf("")
		d.f.sayf("%d of %d  %s  %s", i+1, len(mine), r.ID, r.Title)
		d.show(r)
		wrote, quit, err := d.answer(r, who)
		if wrote {
			done++
		}
		if err != nil || quit {
			return done, err
		}
	}
	if others := len(d.open.Open) - len(mine); others > 0 {
		d.f.sayf("%s left to people of other roles: assay attest --list shows them", report.Count(others, "request"))
	}
	return done, nil
}

// roleFor is the role in which a person may answer a request; empty for none. An
// assessor answers in the role of its own.
func roleFor(r *assessment.Request, who assessment.Party, roles []string) string {
	for _, role := range roles {
		if role == r.Role || who.Assessor {
			return role
		}
	}
	return ""
}

// show puts a request before the person.
func (d *dialogue) show(r pipeline.OpenRequest) {
	d.f.sayf("  %s", r.Question)
	d.f.sayf("  %s, answered by role %s, for at most %d days; %s", r.Method, r.Role, r.Valid, r.Why)
	if len(r.Documents) > 0 {
		d.f.sayf("  look at: %s", strings.Join(r.Documents, "; "))
	}
	for _, t := range r.Targets {
		d.f.sayf("  - %s %s  %s", t.Framework, t.ID, t.Title)
	}
}

// answer asks for the answer to one request and writes it when the person says so.
func (d *dialogue) answer(r pipeline.OpenRequest, who assessment.Party) (wrote, quit bool, err error) {
	word, err := d.word("Answer: satisfied, not-satisfied, skip or quit", true, "satisfied", "not-satisfied", "skip", "quit")
	if err == errEnded {
		return false, true, nil // between answers nothing is lost
	}
	if err != nil || word == "skip" || word == "quit" {
		return false, word == "quit", err
	}
	a := records.Answer{Request: r.ID, Satisfied: word == "satisfied", Person: who}
	for _, t := range r.Targets {
		if !slices.Contains(a.Objectives, t.ID) {
			a.Objectives = append(a.Objectives, t.ID)
		}
		if !slices.Contains(a.Frameworks, t.Framework) {
			a.Frameworks = append(a.Frameworks, t.Framework)
		}
	}
	if a.Statement, err = d.text("Statement: what was looked at, and what it shows", false); err != nil {
		return false, false, err
	}
	if a.Method, err = d.method(r.Request); err != nil {
		return false, false, err
	}
	if a.Date, err = d.day("Date it was done (empty: "+dayOf(d.today)+")", d.today, time.Time{}, d.today); err != nil {
		return false, false, err
	}
	last := a.Date.AddDate(0, 0, r.Valid)
	if a.Expires, err = d.day("Expires (empty: "+dayOf(last)+", the latest)", last, a.Date, last); err != nil {
		return false, false, err
	}
	if a.Documents, err = d.documents(a.Method == "EXAMINE"); err != nil {
		return false, false, err
	}
	wrote, err = d.write(a)
	return wrote, false, err
}

// write shows what would be written and writes it on yes.
func (d *dialogue) write(a records.Answer) (bool, error) {
	cfg := d.open.Config
	file, err := records.Place(cfg, a.Request, a.Date)
	if err != nil {
		return false, err
	}
	text := a.YAML()
	if err := records.Check(cfg, file, text); err != nil {
		return false, err
	}
	d.f.sayf("")
	for line := range strings.Lines(string(text)) {
		d.f.sayf("  %s", strings.TrimSuffix(line, "\n"))
	}
	yes, err := d.word("Write this to "+file+"? yes or no", false, "yes", "no")
	if err != nil || yes == "no" {
		return false, err
	}
	if err := records.Write(cfg, file, text); err != nil {
		return false, err
	}
	d.f.sayf("wrote %s", file)
	return true, nil
}
