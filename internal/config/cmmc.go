package config

import (
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// CMMC is what people know of a CMMC status and no evidence shows: who assessed, and
// the dates that SPRS or eMASS holds. It changes no verdict and no score; measures
// work out from it which dates follow.
type CMMC struct {
	Level1 CMMCLevel `yaml:"level-1"`
	Level2 CMMCLevel `yaml:"level-2"`
	Level3 CMMCLevel `yaml:"level-3"`
}

// CMMCLevel is the status of one level.
type CMMCLevel struct {
	// AssessedBy is self or c3pao at Level 2; Level 1 is always self, Level 3 dibcac.
	AssessedBy strictyaml.At[string] `yaml:"assessed-by"`
	// Conditional is the Conditional CMMC Status Date; Final the day the Final
	// status was given. Level 1 has no conditional status.
	Conditional  strictyaml.At[Day] `yaml:"conditional-status-date"`
	Final        strictyaml.At[Day] `yaml:"final-status-date"`
	Affirmations []Affirmation      `yaml:"affirmations"`
}

// Affirmation is a statement of continuing compliance that a senior official made in
// SPRS.
type Affirmation struct {
	Date strictyaml.At[Day]    `yaml:"date,required"`
	By   strictyaml.At[string] `yaml:"by,required"`
}

// Day is a date without a time.
type Day struct{ time.Time }

// dayForm is how a day is written.
const dayForm = time.DateOnly

// FromYAML reads a date of a year from 1970 on.
func (d *Day) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	at, err := time.Parse(dayForm, n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || at.Year() < 1970 {
		p.Add(n, "not a date", "write it as 2026-11-20")
		return
	}
	d.Time = at
}

// ToYAML gives the text.
func (d Day) ToYAML() any { return d.String() }

// String is the day as it is written.
func (d Day) String() string { return d.Format(dayForm) }

// level is one level with its name and the words it takes.
type cmmcLevel struct {
	key, framework string
	by             []string
	CMMCLevel
}

func (c CMMC) levels() []cmmcLevel {
	return []cmmcLevel{
		{"level-1", "cmmc-l1", []string{"self"}, c.Level1},
		{"level-2", "cmmc-l2", []string{"self", "c3pao"}, c.Level2},
		{"level-3", "cmmc-l3", []string{"dibcac"}, c.Level3},
	}
}

// Facts are the status of each level by the framework it is of, as measures read
// them: assessed_by, conditional, final, affirmations. What is not given is not there.
func (c CMMC) Facts() map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, l := range c.levels() {
		facts := map[string]any{}
		if l.AssessedBy.Set() {
			facts["assessed_by"] = l.AssessedBy.Value
		}
		if l.Conditional.Set() {
			facts["conditional"] = l.Conditional.Value.String()
		}
		if l.Final.Set() {
			facts["final"] = l.Final.Value.String()
		}
		affirmations := []any{}
		for _, a := range l.Affirmations {
			affirmations = append(affirmations, map[string]any{"date": a.Date.Value.String(), "by": a.By.Value})
		}
		if len(affirmations) > 0 {
			facts["affirmations"] = affirmations
		}
		if len(facts) > 0 {
			out[l.framework] = facts
		}
	}
	return out
}

// cmmc complains about a status that the rules do not know.
func (k *checker) cmmc(c CMMC) {
	for _, l := range c.levels() {
		k.word(l.AssessedBy, l.by...)
		if l.key == "level-1" && l.Conditional.Set() {
			k.add(l.Conditional.Place, "Level 1 has no conditional status", "remove it; 32 CFR 170.15(a) knows a final one only")
		}
		if l.Conditional.Set() && l.Final.Set() && l.Final.Value.Before(l.Conditional.Value.Time) {
			k.add(l.Final.Place, "the Final status is older than the Conditional one", "give the dates as SPRS or eMASS has them")
		}
		seen := map[string]problem.Place{}
		for _, a := range l.Affirmations {
			k.line(a.By)
			if a.By.Place.Line > 0 && a.By.Value == "" {
				k.add(a.By.Place, "nobody is named", "name the senior official who affirmed")
			}
			day := a.Date.Value.String()
			if first, twice := seen[day]; twice && a.Date.Set() {
				k.add(a.Date.Place, "two affirmations of one day", "the other is on line "+strconv.Itoa(first.Line)+"; keep one")
			}
			seen[day] = a.Date.Place
		}
	}
}

// cmmc lists the status of each level that is given.
func (s *settings) cmmc(c CMMC) {
	for _, l := range c.levels() {
		at := "cmmc." + l.key + "."
		s.text(at+"assessed-by", l.AssessedBy, "")
		for _, d := range []struct {
			key string
			day strictyaml.At[Day]
		}{{"conditional-status-date", l.Conditional}, {"final-status-date", l.Final}} {
			if d.day.Set() {
				s.add(at+d.key, d.day.Value.String(), d.day.Place)
			}
		}
		for i, a := range l.Affirmations {
			s.add(at+"affirmations."+strconv.Itoa(i), a.Date.Value.String()+", "+a.By.Value, a.Date.Place)
		}
	}
}
