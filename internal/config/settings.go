package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Setting is one value in force and where it comes from.
type Setting struct {
	Key    string // dotted: gates.release.fail-on
	Value  string
	Origin string // file:line:column, or "default"
}

// Settings lists every value in force, defaults included, in the order of the
// documentation of File.
func (c *Config) Settings() []Setting {
	s := &settings{}
	s.text("system-id", c.SystemID, "")
	s.text("title", c.Title, c.SystemID.Value)
	s.system(c.System)
	s.text("assessment.type", c.Assessment.Type, "self")
	s.text("assessment.assessor", c.Assessment.Assessor, "")
	s.words("scope.entity", List(c.Scope.Entity), "")
	s.words("scope.boundary", List(c.Scope.Boundary), "every component that can be assessed")
	s.scope(c.Scope)
	s.words("frameworks", c.Frameworks.IDs(), "")
	for _, f := range c.Frameworks {
		s.text("frameworks."+f.ID.Value+".profile", f.Profile, "")
		s.text("frameworks."+f.ID.Value+".bindings", f.Bindings, "")
	}
	for i, src := range c.Sources {
		s.source("sources."+strconv.Itoa(i)+".", src)
	}
	s.collectors(c.Collectors)
	for i, l := range c.Leveraged {
		s.leveraged("leveraged."+strconv.Itoa(i)+".", l)
	}
	for i, t := range c.Trust {
		s.signer("trust."+strconv.Itoa(i)+".", t)
	}
	s.gates(c)
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		v := c.Parameters[name]
		s.add("parameters."+name, v.JSON, v.Place)
	}
	s.text("oscal-version", c.OSCALVersion, "1.2.2")
	s.policies(c)
	for i, e := range c.Conftest {
		s.conftest("conftest."+strconv.Itoa(i)+".", e)
	}
	s.words("attestations", List(c.Attestations), c.beneath("attestations"))
	s.words("decisions", List(c.Decisions), c.beneath("decisions"))
	s.words("waivers", List(c.Waivers), c.beneath("waivers"))
	for i, a := range c.Authorities {
		at := "authorities." + strconv.Itoa(i) + "."
		s.text(at+"role", a.Role, "")
		s.words(at+"approves", a.Approves, "")
		s.words(at+"persons", a.Persons, "")
	}
	s.text("poam.scan-items", c.POAM.ScanItems, string(assessment.ScanItemsPastDue))
	s.words("sampling", List(c.Sampling), c.beneath("sampling"))
	s.cmmc(c.CMMC)
	s.fedramp(c.FedRAMP)
	s.text("reports.xlsx.template", c.Reports.XLSX.Template, "")
	return s.list
}

type settings struct{ list []Setting }

// scope lists where data lives, and what is left out.
func (s *settings) scope(scope Scope) {
	for _, d := range scope.Data.Kinds() {
		s.words("scope.data."+d.Name, d.Holders, "")
	}
	for _, component := range slices.Sorted(maps.Keys(scope.Categories)) {
		s.text("scope.categories."+component, scope.Categories[component], "")
	}
	for i, e := range scope.Exclude {
		at := "scope.exclude." + strconv.Itoa(i) + "."
		s.text(at+"component", e.Component, "")
		s.words(at+"frameworks", e.Frameworks, "all")
		s.text(at+"reason", e.Reason, "")
	}
}

// add lists a value; a zero place makes it a default.
func (s *settings) add(key, value string, at problem.Place) {
	origin := "default"
	if at.Line > 0 {
		origin = at.String()
	}
	s.list = append(s.list, Setting{key, value, origin})
}

// text lists a value or, where it is absent and there is one, its default.
func (s *settings) text(key string, v strictyaml.At[string], otherwise string) {
	if value := or(v.Value, otherwise); value != "" {
		s.add(key, value, v.Place)
	}
}

func (s *settings) words(key string, l List, otherwise string) {
	switch {
	case l != nil:
		s.add(key, strings.Join(l.Words(), ", "), l[0].Place)
	case otherwise != "":
		s.add(key, otherwise, problem.Place{})
	}
}

func (s *settings) system(sys System) {
	for i, f := range sys.Files {
		s.text("system."+strconv.Itoa(i), f, "")
	}
	for _, c := range sys.Components {
		s.add("system."+c.Key.Value, c.Type.Value+": "+c.Title.Value, c.Key.Place)
	}
}

func (s *settings) source(at string, src Source) {
	s.text(at+"path", src.Path, "")
	s.words(at+"kinds", src.Kinds, "every kind that a bound check reads")
	if src.Component.Set() {
		s.text(at+"component", src.Component, "")
	} else {
		s.words(at+"components", src.Components, "the whole boundary")
	}
	s.text(at+"format", src.Format, "by content")
	if src.Collected.Set() {
		s.add(at+"collected", src.Collected.Value.Time.Format("2006-01-02T15:04:05Z07:00"), src.Collected.Place)
	}
	s.text(at+"subject", src.Subject, "")
	s.text(at+"collected-at", src.CollectedAt, "")
	if src.Live.Set() {
		s.add(at+"live", strconv.FormatBool(src.Live.Value), src.Live.Place)
	}
}

func (s *settings) gates(c *Config) {
	names := slices.Collect(maps.Keys(c.Gates))
	if _, ok := c.Gates[defaultGate]; !ok {
		names = append(names, defaultGate)
	}
	slices.Sort(names)
	for _, name := range names {
		g := c.Gates[name]
		s.text("gates."+name+".fail-on", g.FailOn, defaultFailOn)
		s.text("gates."+name+".undecided", g.Undecided, defaultUndecided)
		s.text("gates."+name+".ratchet", g.Ratchet, "none")
		s.text("gates."+name+".time-driven", g.TimeDriven, defaultUndecided)
		s.text("gates."+name+".on-policy-change", g.OnPolicyChange, "warn")
		s.add("gates."+name+".min-coverage", or(g.MinCoverage.Value.Text, "none"), g.MinCoverage.Place)
	}
}

func (s *settings) policies(c *Config) {
	s.text("policies", c.Policies, or(c.PolicyDir(), "none beside the embedded ones"))
}

// beneath is the directory of a name beside the file, where it is there.
func (c *Config) beneath(name string) string {
	if dir := c.Abs(name); c.isDir(dir) {
		return dir
	}
	return name + " (not there)"
}

func (s *settings) conftest(at string, e Conftest) {
	s.text(at+"name", e.Name, e.ID())
	s.text(at+"path", e.Path, "")
	s.text(at+"kind", e.Kind, "")
	s.words(at+"namespaces", e.Namespaces, "all")
	s.text(at+"rego-version", e.RegoVersion, "by content")
	s.text(at+"severity", e.Severity, "")
	s.words(at+"applies-to", e.AppliesTo, "every component type")
	for _, m := range []struct {
		word string
		ids  map[string]List
	}{{"decides", e.Decides}, {"supports", e.Supports}, {"informs", e.Informs}} {
		for _, catalog := range slices.Sorted(maps.Keys(m.ids)) {
			s.words(at+m.word+"."+catalog, m.ids[catalog], "")
		}
	}
}
