package pipeline

import (
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/ssp"
	"github.com/assay-compliance/assay/oscal/validate"
)

// DraftOptions is one call of DraftSSP.
type DraftOptions struct {
	Config  string
	Profile string // id of a framework, or path of a profile; empty: the only framework of the configuration
	Out     string // where the document will stand; empty: in the working directory
	AsOf    time.Time
}

// Drafted is a drafted system security plan.
type Drafted struct {
	Text     []byte
	Controls int
	Gaps     []ssp.Count
	Notes    []assessment.Note // of the system's own files
}

// DraftSSP drafts a system security plan from the system of a workspace and a
// profile. What it gives is valid by its schema and its references; an error says
// which input could not be read.
func DraftSSP(o DraftOptions) (*Drafted, error) {
	cfg, err := config.Load(o.Config)
	if err != nil {
		return nil, err
	}
	sys, err := load.System(cfg)
	if err != nil {
		return nil, err
	}
	profile, err := profileOf(cfg, o)
	if err != nil {
		return nil, err
	}
	plan, gaps := ssp.Draft(described(sys, o.AsOf), profile)
	text, err := oscal.Marshal(oscal.Models{SystemSecurityPlan: plan})
	if err != nil {
		return nil, err
	}
	doc, err := oscal.Read("the draft", text)
	if err != nil {
		return nil, err
	}
	if err := validate.Err(validate.Schema(doc)); err != nil {
		return nil, err
	}
	return &Drafted{Text: text, Controls: len(plan.ControlImplementation.ImplementedRequirements), Gaps: gaps, Notes: sys.Notes}, nil
}

// profileOf opens the profile that a draft is for.
func profileOf(cfg *config.Config, o DraftOptions) (ssp.Profile, error) {
	id := o.Profile
	if id == "" {
		if len(cfg.Frameworks) != 1 {
			return ssp.Profile{}, problem.New(problem.Place{Path: cfg.Path}, "a plan is written for one profile, and the configuration has "+strings.Join(words(cfg), ", "),
				"say which with --profile")
		}
		id = cfg.Frameworks[0].ID.Value
	}
	if own, ok := cfg.Frameworks.Own(id); ok {
		return profileFile(cfg, cfg.Abs(own.Profile.Value), o.Out)
	}
	var out ssp.Profile
	var err error
	if slices.Contains(frameworks.IDs(), id) {
		out.Href = frameworks.Scheme + id
		out.Resolved, err = frameworks.Open(id)
	} else {
		return givenFile(cfg, id, o.Out)
	}
	if err != nil {
		return ssp.Profile{}, err
	}
	return indexed(out)
}

// indexed gives the profile the identifiers of its catalog, where that is known.
func indexed(out ssp.Profile) (ssp.Profile, error) {
	var err error
	if slices.Contains(frameworks.Catalogs(), out.Catalog) {
		out.Index, err = frameworks.OpenIndex(out.Catalog)
	}
	if err == nil && !slices.ContainsFunc(out.Controls, func(c frameworks.Control) bool { return !c.Withdrawn }) {
		err = problem.New(problem.Place{Path: out.ProfilePath}, "the profile selects no control", "name one that selects some")
	}
	return out, err
}

func words(cfg *config.Config) []string {
	var out []string
	for _, f := range cfg.Frameworks {
		out = append(out, f.ID.Value)
	}
	return out
}

// givenFile resolves the profile at a path as the caller names it.
func givenFile(cfg *config.Config, file, out string) (ssp.Profile, error) {
	at := problem.Place{Path: filepath.ToSlash(file)}
	abs, err := onDisk(file)
	if err != nil {
		return ssp.Profile{}, problem.New(at, "there is no framework and no file of this name", "use the path of a profile, or one of "+strings.Join(frameworks.IDs(), ", "))
	}
	root, err := onDisk(cfg.Root)
	if err != nil {
		return ssp.Profile{}, err
	}
	rel, err := filepath.Rel(root, abs)
	if name := filepath.ToSlash(rel); err == nil && fs.ValidPath(name) {
		return profileFile(cfg, name, out)
	}
	return ssp.Profile{}, problem.New(at, "the profile is outside the repository", "put it into the repository of assay.yaml")
}

// profileFile resolves a profile of the repository. The draft names it as seen
// from where it will stand.
func profileFile(cfg *config.Config, name, out string) (ssp.Profile, error) {
	tree, err := cfg.FS(".")
	if err != nil {
		return ssp.Profile{}, err
	}
	resolved, err := frameworks.ResolveFile(tree, name)
	if err != nil {
		return ssp.Profile{}, err
	}
	from, err := onDisk(filepath.Dir(out))
	if err != nil {
		return ssp.Profile{}, problem.New(problem.Place{Path: filepath.ToSlash(out)}, "there is no such directory", "make it first")
	}
	root, err := onDisk(cfg.Root)
	if err != nil {
		return ssp.Profile{}, err
	}
	href, err := filepath.Rel(from, filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return ssp.Profile{}, err
	}
	return indexed(ssp.Profile{Resolved: resolved, Href: (&url.URL{Path: filepath.ToSlash(href)}).String()})
}

// onDisk is a path from the root of the disk, links followed.
func onDisk(file string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// described is a system as the draft takes it.
func described(sys *assessment.System, asOf time.Time) ssp.System {
	out := ssp.System{ID: sys.ID, Title: sys.Title, Modified: asOf}
	plan := sys.SSP
	if plan == nil {
		plan = &assessment.SecurityPlan{}
	}
	authorizations := map[string]string{}
	for _, l := range plan.Leveraged {
		authorizations[l.Title] = l.UUID
		out.Leveraged = append(out.Leveraged, ssp.Leveraged(l))
	}
	for _, u := range plan.Users {
		out.Users = append(out.Users, ssp.User(u))
	}
	for _, c := range sys.Components {
		one := ssp.Component{
			UUID: c.UUID, Key: c.Key, Type: c.Type, Title: c.Title, Description: c.Description, Status: c.Status,
			Targets: c.Targets, Leveraged: authorizations[c.Leveraged],
		}
		for _, a := range plan.Inventory {
			if a.Component == c.Key {
				one.Assets = append(one.Assets, a.Asset)
			}
		}
		for _, claim := range c.Claims {
			one.Claims = append(one.Claims, ssp.Claim{Control: claim.ControlID, Statement: claim.Statement, Status: claim.Status, Description: claim.Description, Inherits: claim.Inherits})
		}
		out.Components = append(out.Components, one)
	}
	// Of several values for one component the nearest is written.
	ranked := slices.Clone(plan.Parameters)
	slices.SortStableFunc(ranked, func(a, b assessment.PlanParameter) int { return b.Rank - a.Rank })
	seen := map[[2]string]bool{}
	for _, p := range ranked {
		if at := [2]string{p.ID, p.Component}; !seen[at] {
			seen[at] = true
			out.Parameters = append(out.Parameters, ssp.Parameter{ID: p.ID, Component: p.Component, Values: p.Values})
		}
	}
	return out
}
