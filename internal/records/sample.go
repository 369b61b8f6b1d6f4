package records

import (
	"path"
	"strconv"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// sampleEntry is a plan by which part of a component's assets is examined.
type sampleEntry struct {
	Component  strictyaml.At[string]         `yaml:"component,required"`
	Kinds      []strictyaml.At[string]       `yaml:"kinds"`
	Population strictyaml.At[int]            `yaml:"population,required"`
	Size       strictyaml.At[int]            `yaml:"size"`
	Strata     []strictyaml.At[stratumEntry] `yaml:"strata"`
	Seed       strictyaml.At[string]         `yaml:"seed"`
	Reason     strictyaml.At[string]         `yaml:"reason"`
	Approver   partyEntry                    `yaml:"approver"`
	Approved   strictyaml.At[string]         `yaml:"approved"`
	Until      strictyaml.At[string]         `yaml:"until"`
}

type stratumEntry struct {
	Name  strictyaml.At[string] `yaml:"name,required"`
	Match strictyaml.At[string] `yaml:"match,required"`
	Size  strictyaml.At[int]    `yaml:"size,required"`
}

func sampleEntries(data []byte, file string) ([]strictyaml.At[sampleEntry], error) {
	e := entries[sampleEntry]{name: "samples"}
	err := strictyaml.Decode(file, data, &e)
	return e.all, err
}

// Sample is a sampling plan as its file says it.
type Sample struct {
	Plan      assessment.Sample
	Component strictyaml.At[string]
	Kinds     []strictyaml.At[string]
}

// sample takes one entry. Without an approver, a seed or a reason it is kept with the
// words for what it lacks, and everything stays expected.
func (r *reader) sample(at strictyaml.At[sampleEntry], h header) Sample {
	e := at.Value
	s := assessment.Sample{
		ID: h.id, Source: h.source, Component: e.Component.Value, Kinds: words(e.Kinds), Population: r.number(e.Population),
		Seed: r.line(e.Seed), Reason: r.text(e.Reason), Approved: r.day(e.Approved), Until: r.day(e.Until),
	}
	r.ids([]strictyaml.At[string]{e.Component})
	r.ids(e.Kinds)
	switch {
	case e.Size.Set() && len(e.Strata) > 0:
		r.add(e.Size.Place, "size and strata are both given", "give each stratum its size")
	case len(e.Strata) == 0 && !e.Size.Set() && !r.torn:
		r.add(at.Place, "the sample has no size", "add size:, or strata: with one each")
	case e.Size.Set():
		s.Size = r.number(e.Size)
	}
	for _, one := range e.Strata {
		st := one.Value
		if _, err := path.Match(st.Match.Value, ""); (err != nil || st.Match.Value == "") && st.Match.Set() {
			r.add(st.Match.Place, strictyaml.Quote(st.Match.Value)+" is no pattern of asset names", "write it as web-* or db-[0-9]*")
		}
		s.Strata = append(s.Strata, assessment.Stratum{Name: r.line(st.Name), Match: st.Match.Value, Size: r.number(st.Size)})
	}
	lack := func(missing bool, what string) {
		if missing {
			s.Lacks = append(s.Lacks, what)
		}
	}
	lack(s.Seed == "", "no seed")
	lack(s.Reason == "", "no reason")
	party, missing := r.party(e.Approver, "approver")
	s.Approver = party
	s.Lacks = append(s.Lacks, missing...)
	lack(s.Approved.IsZero(), "no date of approval")
	lack(s.Until.IsZero(), "no last day")
	lack(!s.Approved.IsZero() && !s.Until.IsZero() && s.Until.Before(s.Approved), "it ends before its approval")
	lack(!s.Approved.IsZero() && s.Until.After(oneYear(s.Approved)), "it ends more than a year after its approval")
	return Sample{Plan: s, Component: e.Component, Kinds: e.Kinds}
}

// number takes a number of assets.
func (r *reader) number(v strictyaml.At[int]) int {
	if v.Set() && (v.Value < 1 || v.Value > 10_000_000) {
		r.add(v.Place, strconv.Itoa(v.Value)+" is no number of assets", "write one from 1 to 10000000")
	}
	return v.Value
}
