package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// SchemaVersion is the version of the JSON report, described in docs/json.md.
// A change that could break a reader raises its first number.
const SchemaVersion = "1.4"

type jsonReport struct {
	Version    string             `json:"assay-report"`
	Tool       string             `json:"assay-version"`
	System     string             `json:"system-id"`
	AsOf       string             `json:"as-of"`
	TimeSource string             `json:"time-source"`
	Complete   bool               `json:"complete"`
	Stopped    string             `json:"stopped,omitempty"`
	Rules      *assessment.Rules  `json:"trusted-ref,omitempty"` // the revision that the rules are of
	Gate       jsonGate           `json:"gate"`
	Frameworks []jsonFramework    `json:"frameworks"`
	Evidence   jsonEvidence       `json:"evidence"`
	Unclaimed  []string           `json:"claims-not-available,omitempty"`
	NextSteps  []jsonStep         `json:"next-steps"`
	Output     string             `json:"output,omitempty"`
	Locked     *assessment.Locked `json:"lock,omitempty"`
	Recorded   *jsonRecorded      `json:"recorded,omitempty"`
	Stored     *jsonStored        `json:"stored,omitempty"`
	Trend      []jsonPoint        `json:"trend,omitempty"`
	MadeFrom   *Seal              `json:"made-from,omitempty"`
}

// jsonStored says where the assessment is kept.
type jsonStored struct {
	Directory  string `json:"directory"`
	Assessment string `json:"assessment"`
	LogSize    int64  `json:"log-size"`
	Signed     bool   `json:"log-signed"`
}

type jsonRecorded struct {
	Files   []string `json:"files"`
	Changed int      `json:"changed"`
	Why     string   `json:"why-not,omitempty"`
}

type jsonGate struct {
	Name      string        `json:"name"`
	Passed    bool          `json:"passed"`
	Code      int           `json:"exit-code"`
	Summary   string        `json:"summary"`
	Reasons   []jsonReason  `json:"reasons"`
	Tolerated []jsonReason  `json:"tolerated"`
	Baseline  *jsonBaseline `json:"baseline,omitempty"`
}

// jsonBaseline is what a gate with a ratchet was held against.
type jsonBaseline struct {
	Path     string `json:"path"`
	AsOf     string `json:"as-of"`
	Answered int    `json:"answered"`
}

type jsonReason struct {
	Kind      string   `json:"kind"`
	Framework string   `json:"framework,omitempty"`
	Level     string   `json:"level,omitempty"`
	ID        string   `json:"id"`
	Check     string   `json:"check,omitempty"`
	Controls  []string `json:"controls,omitempty"`
	Targets   []string `json:"objectives,omitempty"`
	Component string   `json:"component,omitempty"`
	Subject   string   `json:"subject,omitempty"`
	Subjects  int      `json:"subjects,omitempty"`
	Why       string   `json:"why"`
	Remedy    string   `json:"remedy,omitempty"`
	Evidence  string   `json:"evidence,omitempty"`
	// At is what Evidence says in one.
	At      assessment.Source `json:"-"`
	Item    string            `json:"poam-id,omitempty"`
	Waivers []string          `json:"waivers,omitempty"`
	By      string            `json:"tolerated-by,omitempty"`
}

type jsonFramework struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Profile  string   `json:"profile-sha256"`
	Tailored []string `json:"tailored-out,omitempty"`
	// Components and NotBinding are components and targets out of scope, each with
	// the reason.
	Components    []jsonOutOfScope `json:"components-not-assessed,omitempty"`
	NotBinding    []jsonOutOfScope `json:"not-binding,omitempty"`
	Wording       *jsonWording     `json:"wording,omitempty"`
	Targets       int              `json:"targets"`
	Pass          int              `json:"pass"`
	Fail          int              `json:"fail"`
	Undecided     int              `json:"undecided"`
	NotApplicable int              `json:"not-applicable"`
	NotAssessed   int              `json:"not-assessed"`
	Supported     int              `json:"supported"`
	Disabled      int              `json:"disabled"`
	Undeclared    int              `json:"undeclared"`
	Coverage      float64          `json:"coverage"`
	OpenItems     int              `json:"open-poam-items"`
	// OpenAside are the open items that the rules keep off the POA&M.
	OpenAside  int                 `json:"open-remediation-items"`
	Measure    *assessment.Measure `json:"measure,omitempty"`
	Objectives []jsonTarget        `json:"objectives"`
}

// jsonWording is the imported catalog whose words a framework is in.
type jsonWording struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Version string   `json:"version"`
	Digest  string   `json:"sha256"`
	Lacks   []string `json:"lacks"`
}

type jsonOutOfScope struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

type jsonTarget struct {
	ID      string   `json:"id"`
	Control string   `json:"control"`
	Label   string   `json:"label,omitempty"`
	Verdict string   `json:"verdict"`
	Reason  string   `json:"reason,omitempty"`
	Why     string   `json:"why,omitempty"`
	Basis   string   `json:"basis,omitempty"`
	Checks  []string `json:"checks,omitempty"`
	// Undeclared are kinds of evidence.
	Undeclared []string `json:"undeclared,omitempty"`
}

type jsonEvidence struct {
	Pieces     int        `json:"pieces"`
	Superseded int        `json:"superseded"`
	Notes      []jsonNote `json:"notes"`
	NotesCut   int        `json:"notes-cut,omitempty"`
	Gone       []string   `json:"gone,omitempty"`
}

type jsonNote struct {
	Path      string `json:"path"`
	Line      int    `json:"line,omitempty"`
	Pointer   string `json:"pointer,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Component string `json:"component,omitempty"`
	What      string `json:"what"`
	Remedy    string `json:"remedy,omitempty"`
}

type jsonStep struct {
	Kinds      []string `json:"kinds"`
	Components []string `json:"components,omitempty"`
	Answers    int      `json:"answers"`
}

// JSON writes the whole report as one JSON document.
func JSON(w io.Writer, in Input) error { return writeJSON(w, in, "") }

// JSONReport is JSON to be kept: it can be held against the results, wherever they
// stand.
func JSONReport(w io.Writer, in Input) error {
	in.Out = ""
	return writeJSON(w, in, formatJSON)
}

func writeJSON(w io.Writer, in Input, format string) error {
	d := in.Decision
	out := jsonReport{
		Version: SchemaVersion, Tool: in.Version, System: in.System, AsOf: in.AsOf.UTC().Format("2006-01-02T15:04:05Z"), TimeSource: in.TimeSource,
		Complete: in.Stopped == "", Stopped: in.Stopped, Output: in.Out, Rules: in.Rules,
		Gate:       jsonGate{Name: d.Gate, Passed: d.Passed, Code: d.Code, Summary: d.Summary, Reasons: reasonList(d.Reasons), Tolerated: reasonList(d.Tolerated), Baseline: baseline(d.Baseline)},
		Frameworks: []jsonFramework{}, NextSteps: []jsonStep{}, Unclaimed: in.Unclaimed,
		Evidence: jsonEvidence{Pieces: in.Evidence.Envelopes, Superseded: in.Evidence.Superseded, Notes: []jsonNote{}, NotesCut: in.Evidence.NotesCut, Gone: in.Gone},
	}
	if len(in.Files) > 0 || format != "" {
		seal := in.seal(format)
		out.MadeFrom = &seal
	}
	for _, r := range in.Results {
		id := r.Scope.Framework.ID
		f := framework(r, in.Open[id])
		f.OpenAside = in.Aside[id]
		if m, ok := in.Measures[id]; ok {
			f.Measure = &m
		}
		out.Frameworks = append(out.Frameworks, f)
	}
	for _, n := range in.Evidence.Notes {
		out.Evidence.Notes = append(out.Evidence.Notes, jsonNote{n.Source.Path, n.Source.Line, n.Source.Pointer, n.Kind, n.Component, n.What, n.Remedy})
	}
	for _, s := range in.Steps {
		out.NextSteps = append(out.NextSteps, jsonStep(s))
	}
	if format == formatJSON {
		out.Trend = points(in.Trend)
	}
	if in.Locked.Written() {
		out.Locked = in.Locked
	}
	if r := in.Recorded; r != nil {
		out.Recorded = &jsonRecorded{append([]string{}, r.Files...), r.Changed, r.Why}
	}
	if k := in.Stored; k != nil {
		out.Stored = &jsonStored{k.Dir, k.ID, k.Entries, k.Signed}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write JSON report: %w", err)
	}
	return nil
}

func baseline(b *Baseline) *jsonBaseline {
	if b == nil {
		return nil
	}
	return &jsonBaseline{b.Path, b.AsOf.UTC().Format("2006-01-02T15:04:05Z"), b.Answered}
}

func reasonList(reasons []Reason) []jsonReason {
	out := make([]jsonReason, len(reasons))
	for i, r := range reasons {
		out[i] = jsonReason(r)
	}
	return out
}

func framework(r assessment.Results, open int) jsonFramework {
	c := r.Coverage
	out := jsonFramework{
		ID: r.Scope.Framework.ID, Title: r.Scope.Framework.Title, Profile: r.Scope.Framework.Profile.Digest, Tailored: r.Scope.Tailored,
		Targets: c.Total, Pass: c.Pass, Fail: c.Fail, Undecided: c.Undecided, NotApplicable: c.NotApplicable, NotAssessed: c.NotAssessed,
		Supported: c.Supported, Disabled: c.Disabled, Undeclared: c.Undeclared, Coverage: c.Ratio(), OpenItems: open, Objectives: []jsonTarget{},
	}
	if w := &r.Scope.Framework.Wording; w.Official() {
		out.Wording = &jsonWording{w.ID, w.Title, w.Version, w.Source.Digest, append([]string{}, w.Lacks...)}
	}
	for _, e := range r.Scope.Excluded {
		out.Components = append(out.Components, jsonOutOfScope{e.Component, e.Reason})
	}
	for _, u := range r.Scope.Unbound {
		out.NotBinding = append(out.NotBinding, jsonOutOfScope{u.ID, "it binds " + strings.Join(u.Binds, ", ")})
	}
	for _, f := range r.Findings {
		t := jsonTarget{ID: f.Target.ID, Control: f.Target.ControlID, Label: f.Target.Label, Verdict: f.Verdict.String(), Reason: string(f.Reason), Why: f.Why, Basis: string(f.Basis), Undeclared: f.Undeclared}
		for _, i := range f.Observations {
			if id := r.Observations[i].Run.Check; len(t.Checks) == 0 || t.Checks[len(t.Checks)-1] != id {
				t.Checks = append(t.Checks, id)
			}
		}
		out.Objectives = append(out.Objectives, t)
	}
	for _, u := range r.Unassessed {
		out.Objectives = append(out.Objectives, jsonTarget{ID: u.Target.ID, Control: u.Target.ControlID, Label: u.Target.Label, Verdict: assessment.NotAssessed.String(), Why: u.Why, Basis: string(u.Basis)})
	}
	return out
}
