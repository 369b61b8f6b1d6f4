package config

import (
	"maps"
	"slices"
	"strings"

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

	Ratchet    strictyaml.Later `yaml:"ratchet"`
	Baseline   strictyaml.Later `yaml:"baseline"`
	TimeDriven strictyaml.Later `yaml:"time-driven"`
	LiveTime   strictyaml.Later `yaml:"live-time"`
	TrustedRef strictyaml.Later `yaml:"trusted-ref"`
	Measures   strictyaml.Later `yaml:"measures"`
	Notify     strictyaml.Later `yaml:"notify"`
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
	}, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
