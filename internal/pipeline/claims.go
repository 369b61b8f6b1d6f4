package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/trace"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/ssp"
)

// claims lists what the descriptions of the system claim that the plan of a run cites,
// by control, component and statement: component definitions and a security plan, each
// read from the run's folder and held against its digest. known is false where no plan
// stands beside the results.
func claims(r *trace.Run) (out []assessment.Claimed, known bool, err error) {
	var list problem.List
	for _, d := range r.Documents {
		if path.Base(d.Path) != "assessment-plan.json" {
			continue
		}
		known = true
		dir := filepath.Dir(filepath.FromSlash(d.Path))
		text, err := readFile(filepath.FromSlash(d.Path))
		if err != nil {
			return nil, known, err
		}
		cited, err := emit.Artifacts(d.Path, dir, text)
		list.Join(problem.Place{Path: d.Path}, err)
		for _, a := range cited {
			if a.Place == "" {
				continue
			}
			if a.Kind == "component-definition" || a.Kind == "system-security-plan" {
				found, err := claimsIn(dir, a)
				list.Join(problem.Place{Path: d.Path}, err)
				out = append(out, found...)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b assessment.Claimed) int {
		return cmp.Or(cmp.Compare(a.ControlID, b.ControlID), cmp.Compare(a.Component, b.Component), cmp.Compare(a.Statement, b.Statement))
	})
	return out, known, list.Err()
}

// claimsIn reads the claims of one description.
func claimsIn(dir string, a assessment.Artifact) ([]assessment.Claimed, error) {
	at := problem.Place{Path: a.Place}
	text, err := emit.ReadFile(filepath.Join(dir, filepath.FromSlash(a.Place)), oscal.MaxSize)
	if err != nil {
		cause, _ := problem.Cause(err)
		return nil, problem.New(at, "a description of the system that the results cite cannot be read: "+cause, "give the folder whole, as assay assess wrote it")
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != a.Digest {
		return nil, problem.New(at, "a file that the results cite is not what they name", "assess again")
	}
	// The name says in which form the text is.
	doc, err := oscal.Read(cmp.Or(path.Base(a.Name), a.Place), text)
	if err != nil {
		return nil, err
	}
	switch {
	case doc.ComponentDefinition != nil:
		return definitionClaims(doc.ComponentDefinition), nil
	case doc.SystemSecurityPlan != nil:
		return planClaims(doc.SystemSecurityPlan), nil
	}
	return nil, nil
}

// definitionClaims are those of the components and capabilities of a definition.
func definitionClaims(d *oscal.ComponentDefinition) []assessment.Claimed {
	var out []assessment.Claimed
	add := func(of string, sets *[]oscal.ControlImplementationSet) {
		for _, set := range each(sets) {
			for _, r := range set.ImplementedRequirements {
				one := assessment.Claimed{Component: of, ControlID: r.ControlId, Source: set.Source, Status: statusIn(r.Props), Description: r.Description}
				if one.Description == emit.Unsaid {
					one.Description = ""
				}
				out = append(out, one)
			}
		}
	}
	for _, c := range each(d.Components) {
		add(c.Title, c.ControlImplementations)
	}
	for _, c := range each(d.Capabilities) {
		add(c.Name, c.ControlImplementations)
	}
	return out
}

// planClaims are those of a system security plan. What a draft leaves to be written is
// nobody's words.
func planClaims(p *oscal.SystemSecurityPlan) []assessment.Claimed {
	titles := map[string]string{}
	for _, c := range p.SystemImplementation.Components {
		titles[strings.ToLower(c.UUID)] = c.Title
	}
	var out []assessment.Claimed
	for _, r := range p.ControlImplementation.ImplementedRequirements {
		add := func(statement string, list *[]oscal.ByComponent) {
			for _, by := range each(list) {
				one := assessment.Claimed{
					Component: cmp.Or(titles[strings.ToLower(by.ComponentUuid)], by.ComponentUuid), ControlID: r.ControlId, Statement: statement,
					Source: p.ImportProfile.Href, Status: statusIn(r.Props), Description: by.Description,
				}
				if by.ImplementationStatus != nil {
					one.Status = by.ImplementationStatus.State
				}
				if strings.HasPrefix(one.Description, ssp.Mark) {
					one.Description = ""
				}
				if one.Description != "" || one.Status != "" {
					out = append(out, one)
				}
			}
		}
		add("", r.ByComponents)
		for _, s := range each(r.Statements) {
			add(s.StatementId, s.ByComponents)
		}
	}
	return out
}

// statusIn is the implementation status that properties give.
func statusIn(props *[]oscal.Property) string {
	var out []string
	for _, p := range each(props) {
		if p.Ns != oscal.NS && p.Name == "implementation-status" {
			out = append(out, p.Value)
		}
	}
	return strings.Join(out, ", ")
}

// each are the items of a list that OSCAL may leave out.
func each[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
