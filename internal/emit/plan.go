package emit

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// planned places the files that the plan cites, and gives their resources.
func (b *book) planned(dir string) ([]oscal.Resource, error) {
	resources, err := b.systemDefinition(dir)
	if err != nil {
		return nil, err
	}
	profile, err := b.run.Profile(b.r.Scope.Framework)
	if err != nil {
		return nil, fmt.Errorf("read profile of %s: %w", b.r.Scope.Framework.ID, err)
	}
	uuid, err := b.shelf.content(b.r.Scope.Framework.Profile.Path, ours("profile"), profile)
	if err != nil {
		return nil, err
	}
	for _, r := range b.shelf.resources() {
		if r.UUID == uuid {
			resources = append(resources, r)
		}
	}
	resources = append(resources, b.placeContent()...)
	return append([]oscal.Resource{b.ssp()}, resources...), nil
}

// plan writes assessment-plan.json: what this run set out to do. It says that
// it was generated; nobody signed it. Like the POA&M it changes nothing of the
// book.
func (b *book) plan(dir string, resources []oscal.Resource) (output, error) {
	w, err := newWriter(filepath.Join(dir, planFile), "assessment-plan", b.run.Check)
	if err != nil {
		return output{}, err
	}
	w.member("uuid", b.id("assessment-plan"))
	w.member("metadata", b.metadata(fmt.Sprintf("Assessment plan of %s against %s, generated", b.run.System.ID, b.r.Scope.Framework.Title)))
	ssp := b.ssp().UUID
	w.member("import-ssp", oscal.ImportSsp{Href: "#" + ssp, Remarks: generated})
	w.refs.use("resource", ssp)
	if acts := b.activities(); len(acts) > 0 || len(b.run.System.Boundary) > 0 {
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
		if len(acts) > 0 {
			w.array("activities", func() {
				for _, a := range acts {
					w.refs.define("activity", a.UUID)
					w.element("activity", a)
				}
			})
		}
		w.shut('}')
	}
	w.member("reviewed-controls", b.reviewed())
	w.member("assessment-assets", b.assets())
	b.backMatter(w, resources)
	return finish(w, dir, planFile, nil)
}

// generated is what a plan that nobody wrote says of itself, and what the
// results say of it.
const generated = "assay generated this plan from the run itself: the controls and objectives it names are those that were reviewed, its activities the checks that were run. Nobody agreed to it or signed it."

// activities are the checks this framework's findings rest on, one each.
func (b *book) activities() []oscal.Activity {
	seen := map[string]*assessment.Check{}
	for i := range b.r.Observations {
		c := b.checks[b.r.Observations[i].Run].Check
		seen[c.ID] = c
	}
	var out []oscal.Activity
	for _, id := range sortedKeys(seen) {
		c := seen[id]
		props := []oscal.Property{{Name: "method", Value: c.Method}, prop("check", id), prop("policy-sha256", c.Digest)}
		out = append(out, oscal.Activity{UUID: b.id("activity", id), Title: line(c.Title), Description: prose(c.Description), Props: &props})
	}
	return out
}

// systemDefinition writes the component definition that assay makes of a system
// described in assay.yaml; a system given as OSCAL files is cited as it is. A
// system security plan is placed and left to what imports it.
func (b *book) systemDefinition(dir string) ([]oscal.Resource, error) {
	sys := b.run.System
	resource := func(key, title, href, digest string) oscal.Resource {
		return oscal.Resource{
			UUID: b.id("resource", key), Title: title, Props: &[]oscal.Property{ours("component-definition")},
			Rlinks: &[]oscal.ResourceLink{{Href: href, MediaType: "application/json", Hashes: &[]oscal.Hash{{Algorithm: "SHA-256", Value: digest}}}},
		}
	}
	out, err := b.systemFiles()
	if err != nil || !sys.Inline {
		return out, err
	}
	var parts []oscal.DefinedComponent
	for _, c := range sys.Components {
		parts = append(parts, oscal.DefinedComponent{
			UUID: c.UUID, Type: token(cmp.Or(c.Type, "software")), Title: line(cmp.Or(c.Title, c.Key)),
			Description: prose(cmp.Or(c.Description, c.Title, c.Key)), Props: &[]oscal.Property{prop("key", c.Key)},
			ControlImplementations: b.claims(&c),
		})
	}
	meta := b.metadata("Components of " + sys.ID)
	text, err := oscal.Marshal(oscal.Models{ComponentDefinition: &oscal.ComponentDefinition{UUID: sys.UUID, Metadata: meta, Components: list(parts)}})
	if err != nil {
		return nil, err
	}
	if err := b.run.Check.Document(text); err != nil {
		return nil, fmt.Errorf("assay made an invalid component definition: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, componentFile), text, 0o644); err != nil {
		return nil, err
	}
	b.extra = append(b.extra, output{Path: filepath.ToSlash(filepath.Join(filepath.Base(dir), componentFile)), Digest: digestOf(text), Bytes: int64(len(text))})
	return append(out, resource(componentFile, "Component definition of "+line(sys.ID), "./"+componentFile, digestOf(text))), nil
}

// systemFiles places the OSCAL files of the system, and gives the resources that are
// cited as its components.
func (b *book) systemFiles() ([]oscal.Resource, error) {
	sys := b.run.System
	var out []oscal.Resource
	for _, src := range sys.Sources {
		text, err := b.run.SystemFile(src)
		if err != nil {
			return nil, fmt.Errorf("read system %s: %w", src.Path, err)
		}
		kind, isSSP := "component-definition", sys.SSP != nil && sys.SSP.Source.Path == src.Path
		if isSSP {
			kind = sspType
		}
		uuid, err := b.shelf.content(src.Path, ours(kind), text)
		if err != nil {
			return nil, err
		}
		if isSSP {
			continue // the plan names it as what it imports
		}
		i := slices.IndexFunc(b.shelf.resources(), func(r oscal.Resource) bool { return r.UUID == uuid })
		out = append(out, b.shelf.resources()[i])
	}
	return out, nil
}

// claims are what a component of assay.yaml claims to implement, by source. How is
// said nowhere, and the document says so.
func (b *book) claims(c *assessment.Component) *[]oscal.ControlImplementationSet {
	var out []oscal.ControlImplementationSet
	for _, claim := range c.Claims {
		if n := len(out); n == 0 || out[n-1].Source != claim.Source {
			out = append(out, oscal.ControlImplementationSet{
				UUID: oscal.ID("claims", b.run.System.ID, c.Key, claim.Source), Source: claim.Source, Description: "As claimed in assay.yaml.",
			})
		}
		set := &out[len(out)-1]
		set.ImplementedRequirements = append(set.ImplementedRequirements, oscal.ImplementedRequirementControlImplementation{
			UUID: claim.UUID, ControlId: claim.ControlID, Description: Unsaid,
		})
	}
	return list(out)
}

// Unsaid stands where OSCAL asks how a claim is implemented and assay.yaml has no words.
const Unsaid = "Claimed in assay.yaml, which does not say how."
