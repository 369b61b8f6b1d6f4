package config

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Gate is one entry of gates.
type Gate struct {
	// FailOn is the lowest level of a failing finding that fails the gate:
	// low, moderate, high or critical.
	FailOn strictyaml.At[string] `yaml:"fail-on"`
	// Undecided is what something undecided in scope does: fail or warn.
	Undecided strictyaml.At[string] `yaml:"undecided"`
	// MinCoverage is the least share of objectives passed or failed, for each
	// framework.
	MinCoverage strictyaml.At[Percent] `yaml:"min-coverage"`

	// Ratchet names the results that nothing may be worse than: a directory, a
	// file of assessment results, or git:REVISION:PATH.
	Ratchet strictyaml.At[string] `yaml:"ratchet"`
	// TimeDriven is what becomes of what evidence that is only too old leaves
	// undecided: fail or warn.
	TimeDriven strictyaml.At[string] `yaml:"time-driven"`
	// OnPolicyChange is what becomes of checks, bindings and frameworks that are others
	// than assay.lock says, or of no lock: warn or fail.
	OnPolicyChange strictyaml.At[string] `yaml:"on-policy-change"`

	Baseline strictyaml.Later `yaml:"baseline"`
	LiveTime strictyaml.Later `yaml:"live-time"`
	Measures strictyaml.Later `yaml:"measures"`
	Notify   strictyaml.Later `yaml:"notify"`
}

// Gates are the named gates.
type Gates map[string]Gate

// FromYAML reads them and checks their names and words.
func (g *Gates) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	gates := map[string]Gate{}
	p.Decode(n, &gates)
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if k := n.Content[i]; !isToken(k.Value) {
			p.Add(k, strictyaml.Quote(k.Value)+" is no name for a gate", "a name begins with a letter and has letters, digits, - . _")
		}
	}
	*g = gates
}

// Threshold is what a gate asks, with defaults filled in.
type Threshold struct {
	Name           string
	FailOn         string // low, moderate, high, critical
	UndecidedFails bool
	MinCoverage    float64 // 0 to 1; 0: no floor
	TimeWarns      bool
	PolicyFails    bool                  // what decides has to be as assay.lock says
	Ratchet        strictyaml.At[string] // see Gate; unset: none
}

// Revision takes a ratchet apart that names a revision of the repository and a
// path in it, relative to the repository.
func Revision(ratchet string) (revision, at string, ok bool) {
	rest, ok := strings.CutPrefix(ratchet, gitPrefix)
	if !ok {
		return "", "", false
	}
	revision, at, ok = strings.Cut(rest, ":")
	return revision, at, ok && revision != "" && at != ""
}

const gitPrefix = "git:"

// gate looks at one gate.
func (k *checker) gate(g Gate) {
	k.word(g.FailOn, "low", "moderate", "high", "critical")
	k.word(g.Undecided, "fail", "warn")
	k.word(g.TimeDriven, "fail", "warn")
	k.word(g.OnPolicyChange, "fail", "warn")
	if !strings.HasPrefix(g.Ratchet.Value, gitPrefix) {
		return
	}
	for _, p := range problem.All(CheckRevision(g.Ratchet.Value)) {
		k.add(g.Ratchet.Place, "the ratchet: "+p.What, p.Remedy)
	}
}

// CheckRevision refuses a text that begins as a revision of the repository and is
// none, or whose path leaves the repository.
func CheckRevision(text string) error {
	revision, at, ok := Revision(text)
	place := problem.Place{Path: text}
	switch {
	case !ok:
		return problem.New(place, "no revision and path are named", "write git:REVISION:PATH, as git:origin/main:baseline")
	case strings.HasPrefix(revision, "-") || strings.ContainsFunc(revision, unicode.IsControl) || strings.ContainsFunc(revision, unicode.IsSpace):
		return problem.New(place, "this is no revision", "write a branch, a tag or a commit")
	case path.IsAbs(at) || !filepath.IsLocal(filepath.FromSlash(at)):
		return problem.New(place, "the path leaves the repository", "write it relative to the repository")
	}
	return nil
}

// The defaults of a gate: a failing finding of level moderate or above fails
// it, and so does anything undecided. Low findings are listed. There is no
// floor for coverage, because what a system can reach is its own.
const (
	defaultGate      = "default"
	defaultFailOn    = "moderate"
	defaultUndecided = "fail"
)

// Gate gives what the gate of that name asks. The empty name means the gate
// called default, and where none is configured, the defaults of this package.
// An unknown name is a problem that lists the names there are.
func (c *Config) Gate(name string) (Threshold, error) {
	if name == "" {
		name = defaultGate
	}
	g, ok := c.Gates[name]
	if !ok && name != defaultGate {
		names := slices.Sorted(maps.Keys(c.Gates))
		remedy := "add it under gates; none is there"
		if len(names) > 0 {
			remedy = "the gates are " + strings.Join(names, ", ")
		}
		if near := strictyaml.Near(name, names); len(near) > 0 {
			remedy = "did you mean " + near[0] + "? " + remedy
		}
		return Threshold{}, problem.New(problem.Place{Path: c.Path}, "there is no gate "+strictyaml.Quote(name), remedy)
	}
	return Threshold{
		Name:           name,
		FailOn:         or(g.FailOn.Value, defaultFailOn),
		UndecidedFails: or(g.Undecided.Value, defaultUndecided) == "fail",
		MinCoverage:    g.MinCoverage.Value.Ratio,
		TimeWarns:      g.TimeDriven.Value == "warn",
		PolicyFails:    g.OnPolicyChange.Value == "fail",
		Ratchet:        g.Ratchet,
	}, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
