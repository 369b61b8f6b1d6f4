package emit

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// The names of a framework's documents inside its folder.
const (
	planFile      = "assessment-plan.json"
	resultsFile   = "assessment-results.json"
	poamFile      = "poam.json"
	componentFile = "component-definition.json"
)

// results writes assessment-results.json. The plan is written at the same time;
// its digest is asked for when all else is done.
func (b *book) results(dir string, planSum func() (string, error)) (output, error) {
	w, err := newWriter(filepath.Join(dir, resultsFile), "assessment-results", b.run.Check)
	if err != nil {
		return output{}, err
	}
	plan := b.id("resource", planFile)
	fw := b.r.Scope.Framework
	w.member("uuid", b.id("assessment-results"))
	w.member("metadata", b.metadata(fmt.Sprintf("Assessment results of %s against %s", b.run.System.ID, fw.Title)))
	w.member("import-ap", oscal.ImportAp{Href: "#" + plan, Remarks: generated})
	w.refs.use("resource", plan)
	w.array("results", func() {
		w.begin()
		w.open('{')
		err = b.result(w)
		w.shut('}')
		w.finish()
	})
	sum, planErr := planSum()
	if err = errors.Join(err, planErr); err == nil {
		b.backMatter(w, append(b.shelf.resources(), oscal.Resource{
			UUID: plan, Title: "Assessment plan",
			Props:  &[]oscal.Property{b.planType()},
			Rlinks: &[]oscal.ResourceLink{{Href: "./" + planFile, MediaType: "application/json", Hashes: &[]oscal.Hash{{Algorithm: "SHA-256", Value: sum}}}},
		}))
	}
	return finish(w, dir, resultsFile, err)
}

// result writes the one result of this run into the object that is open.
func (b *book) result(w *writer) error {
	fw := b.r.Scope.Framework
	start, end := b.period()
	w.member("uuid", b.id("result", end.Format("2006-01-02T15:04:05Z")))
	w.member("title", line("Run against "+fw.Title))
	w.member("description", prose(b.resultText()))
	w.member("start", start)
	w.member("end", end)
	w.member("props", slices.Concat(b.coverage(), b.measureProps(), b.disabledProps(), inheritedProps(b.r.Scope.Inherited)))
	w.member("reviewed-controls", b.reviewed())

	var err error
	if n := len(b.r.Observations); n > 0 {
		w.array("observations", func() { err = b.observations(w) })
	}
	if err != nil {
		return err
	}
	// After the observations, because they say which assets are referred to.
	b.localDefinitions(w, true)
	if len(b.r.Risks) > 0 {
		w.array("risks", func() {
			for i := range b.r.Risks {
				r := b.risk(&b.r.Risks[i])
				w.refs.define("risk", r.UUID)
				for _, o := range deref(r.RelatedObservations) {
					w.refs.use("observation", o.ObservationUuid)
				}
				w.element("risk", r)
			}
		})
	}
	if len(b.r.Findings) > 0 {
		w.array("findings", func() {
			for i := range b.r.Findings {
				b.writeFinding(w, &b.r.Findings[i])
			}
		})
	}
	return nil
}

func (b *book) resultText() string {
	c := b.r.Coverage
	text := fmt.Sprintf("%d targets: %d pass, %d fail, %d undecided, %d not applicable, %d not assessed.",
		c.Total, c.Pass, c.Fail, c.Undecided, c.NotApplicable, c.NotAssessed)
	if !b.r.Complete {
		text += " The run was stopped before its end: " + b.run.Stopped + "."
	}
	return text + " This says what was examined and seen; it certifies nothing."
}

func (b *book) coverage() []oscal.Property {
	c := b.r.Coverage
	return []oscal.Property{
		prop("framework", b.r.Scope.Framework.ID), prop("profile-sha256", b.r.Scope.Framework.Profile.Digest),
		count("controls", len(b.r.Scope.Controls)), count("targets", c.Total), count("pass", c.Pass), count("fail", c.Fail), count("undecided", c.Undecided),
		count("not-applicable", c.NotApplicable), count("not-assessed", c.NotAssessed), count("supported", c.Supported),
		count("disabled", c.Disabled), count("undeclared", c.Undeclared), prop("coverage", fmt.Sprintf("%.4f", c.Ratio())),
	}
}

// localDefinitions writes the components, the assets that subjects named, and
// the evaluator.
func (b *book) localDefinitions(w *writer, assets bool) {
	w.key("local-definitions")
	w.open('{')
	if parts := b.systemComponents(); len(parts) > 0 {
		w.array("components", func() {
			for _, c := range parts {
				w.refs.define("component", c.UUID)
				w.element("component", c)
			}
		})
	}
	if len(b.referred.items) > 0 {
		w.array("inventory-items", func() { b.referred.write(w) })
	}
	if assets {
		w.member("assessment-assets", b.assets())
		w.refs.define("component", b.tool)
	}
	w.shut('}')
}

func (b *book) writeFinding(w *writer, f *assessment.Finding) {
	out := b.finding(f)
	w.refs.define("finding", out.UUID)
	for _, o := range deref(out.RelatedObservations) {
		w.refs.use("observation", o.ObservationUuid)
	}
	for _, r := range deref(out.RelatedRisks) {
		w.refs.use("risk", r.RiskUuid)
	}
	w.element("finding", out)
}

// finding renders one conclusion. It has no origin: a finding on an objective
// is signed by a person, and assay signs for nobody.
func (b *book) finding(f *assessment.Finding) oscal.Finding {
	label := f.Target.Label
	if label == "" {
		label = f.Target.ID
	}
	status := oscal.ObjectiveStatus{State: "not-satisfied", Reason: "other"}
	switch f.Verdict {
	case assessment.VerdictPass:
		status = oscal.ObjectiveStatus{State: "satisfied", Reason: "pass"}
	case assessment.VerdictNotApplicable:
		status = oscal.ObjectiveStatus{State: "satisfied", Reason: "not-applicable"}
	case assessment.VerdictFail:
		status = oscal.ObjectiveStatus{State: "not-satisfied", Reason: "fail"}
	}
	props := []oscal.Property{prop("verdict", f.Verdict.String()), prop("basis", string(f.Basis)), prop("control", f.Target.ControlID)}
	if f.Reason != "" {
		props = append(props, prop("reason", string(f.Reason)))
	}
	if f.Target.Requirement != "" {
		props = append(props, prop("requirement", f.Target.Requirement))
	}
	for _, kind := range f.Undeclared {
		props = append(props, prop("undeclared", kind))
	}
	props = append(props, bindingProps(b.bound[f.Target.ID])...)
	for _, i := range f.Informing {
		props = append(props, prop("informing-observation", b.observationID(&b.r.Observations[i])))
	}
	target := oscal.FindingTarget{Type: string(f.Target.Kind), TargetId: f.Target.ID, Status: status}
	if b.fedramp() {
		target.Props = &[]oscal.Property{implementation(f.Verdict)}
	}
	out := oscal.Finding{
		UUID: b.id("finding", f.Target.ID), Title: line(strings.TrimSpace(label + " " + f.Target.Title)),
		Description: prose(f.Why), Target: target, Props: &props,
	}
	for _, s := range f.Inherited {
		out.Links = appendTo(out.Links, oscal.Link{Rel: "reference", Href: "#" + b.shelf.evidence(s, ours("leveraged-results")), Text: line(s.Path)})
	}
	for _, i := range f.Observations {
		out.RelatedObservations = appendTo(out.RelatedObservations, oscal.RelatedObservation{ObservationUuid: b.observationID(&b.r.Observations[i])})
	}
	for _, key := range f.Risks {
		out.RelatedRisks = appendTo(out.RelatedRisks, oscal.AssociatedRisk{RiskUuid: b.riskID(key)})
	}
	return out
}

// implementation is FedRAMP's word for how far a target is implemented. It has to
// be one of five, and none means not at all, or not known.
//
// Source: oscal_output_spec 6 and 6.3, has-implementation-status.
func implementation(v assessment.Verdict) oscal.Property {
	out := oscal.Property{Name: "implementation-status", Ns: fedrampNS, Value: "partial"}
	switch v {
	case assessment.VerdictPass:
		out.Value = "implemented"
	case assessment.VerdictNotApplicable:
		out.Value = "not-applicable"
	case assessment.VerdictFail:
		out.Remarks = "What was examined does not satisfy the target. How far it is implemented is for a person to say; FedRAMP has no word for not at all."
	default:
		out.Remarks = "Undecided: nothing was seen that says how far the target is implemented. FedRAMP asks for a word and has none for that."
	}
	return out
}

func (b *book) backMatter(w *writer, resources []oscal.Resource) {
	w.key("back-matter")
	w.open('{')
	w.array("resources", func() {
		for _, r := range resources {
			w.refs.define("resource", r.UUID)
			w.element("resource", r)
		}
	})
	w.shut('}')
}

// finish closes a document and gives it its place in the manifest.
func finish(w *writer, dir, name string, err error) (output, error) {
	if w.err == nil {
		w.err = err
	}
	digest, size, err := w.close()
	if err != nil {
		return output{}, fmt.Errorf("write %s: %w", name, err)
	}
	return output{Path: filepath.ToSlash(filepath.Join(filepath.Base(dir), name)), Digest: digest, Bytes: size}, nil
}
