package records

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// attestationEntry is what a person says of objectives.
type attestationEntry struct {
	Request    strictyaml.At[string]          `yaml:"request"`
	Objectives []strictyaml.At[string]        `yaml:"objectives"`
	Frameworks []strictyaml.At[string]        `yaml:"frameworks"`
	Answer     strictyaml.At[string]          `yaml:"answer,required"`
	Statement  strictyaml.At[string]          `yaml:"statement"`
	Method     strictyaml.At[string]          `yaml:"method"`
	Person     partyEntry                     `yaml:"person"`
	Date       strictyaml.At[string]          `yaml:"date"`
	Expires    strictyaml.At[string]          `yaml:"expires"`
	Documents  []strictyaml.At[documentEntry] `yaml:"documents"`
}

func attestationEntries(data []byte, file string) ([]strictyaml.At[attestationEntry], error) {
	e := entries[attestationEntry]{name: "attestations"}
	err := strictyaml.Decode(file, data, &e)
	return e.all, err
}

// attestation takes one entry. What it lacks beside its request is told in the
// order of the fields.
func (r *reader) attestation(at strictyaml.At[attestationEntry], h header) Attestation {
	e := at.Value
	a := assessment.Attestation{
		ID: h.id, Source: h.source, Request: e.Request.Value, Statement: r.text(e.Statement),
		Satisfied: r.word(e.Answer, "satisfied", "not-satisfied") == "satisfied",
		Method:    r.word(e.Method, "EXAMINE", "INTERVIEW"),
		Date:      r.day(e.Date), Expires: r.day(e.Expires), Frameworks: words(e.Frameworks),
	}
	if !e.Request.Set() && len(e.Objectives) == 0 && !r.torn {
		r.add(at.Place, "the attestation says of nothing", "add request: with the id of one, or objectives:")
	}
	if e.Request.Set() {
		r.ids([]strictyaml.At[string]{e.Request})
	}
	r.ids(e.Objectives)
	r.ids(e.Frameworks)
	lack := func(missing bool, what string) {
		if missing {
			a.Lacks = append(a.Lacks, what)
		}
	}
	lack(a.Statement == "", "no statement of what was looked at and what it shows")
	lack(!e.Method.Set(), "no method: EXAMINE or INTERVIEW")
	party, missing := r.party(e.Person, "person")
	a.Party, a.Lacks = party, append(a.Lacks, missing...)
	lack(a.Date.IsZero(), "no date")
	lack(a.Expires.IsZero(), "no day of expiry")
	lack(!a.Date.IsZero() && !a.Expires.IsZero() && a.Expires.Before(a.Date), "it expires before its date")
	lack(!e.Request.Set() && !a.Date.IsZero() && a.Expires.After(oneYear(a.Date)), "it expires more than a year after its date")
	a.Exhibits, missing = r.exhibits(e.Documents)
	lack(a.Method == "EXAMINE" && len(a.Exhibits) == 0, "EXAMINE, and no document is given")
	a.Lacks = append(a.Lacks, missing...)
	return Attestation{Said: a, Request: e.Request, Objectives: e.Objectives, Frameworks: e.Frameworks, Place: at.Place}
}

// words are the bare words of a list, sorted; nil for none.
func words(all []strictyaml.At[string]) []string {
	var out []string
	for _, v := range all {
		out = append(out, v.Value)
	}
	slices.Sort(out)
	return out
}
