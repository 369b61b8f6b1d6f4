package adopt

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/policies"
)

// ties finds what the controls of another document are here.
type ties struct {
	families map[string]string // by catalog
}

func newTies() *ties { return &ties{} }

// family is the family of policies whose bindings.yaml speaks of a catalog; the
// first by name where several do.
func (t *ties) family(catalog string) (string, error) {
	if t.families == nil {
		t.families = map[string]string{}
		families, err := load.Families(policies.FS)
		if err != nil {
			return "", err
		}
		lib := frameworks.NewLibrary()
		for _, f := range families {
			for _, id := range f.Frameworks {
				r, err := lib.Open(id)
				if err != nil {
					return "", err
				}
				if _, known := t.families[r.Catalog]; !known {
					t.families[r.Catalog] = f.ID
				}
			}
		}
	}
	return t.families[catalog], nil
}

// ties finds the controls of the links to one validation, each once.
func (m *Migration) ties(t *ties, uses []use) []Tie {
	var out []Tie
	for _, u := range uses {
		one, ok := m.tie(u)
		if ok && !slices.ContainsFunc(out, func(o Tie) bool { return o.Catalog == one.Catalog && o.Control == one.Control }) {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b Tie) int {
		return cmp.Or(cmp.Compare(a.Catalog, b.Catalog), cmp.Compare(a.Control, b.Control))
	})
	return out
}

// tie finds one control in the catalogs there are. Lula takes any id; here one
// that no catalog has would be a check that counts nowhere.
func (m *Migration) tie(u use) (Tie, bool) {
	id, source := strings.ToLower(u.control), strings.ToLower(u.source)
	if strings.Contains(source, "800-53") && (strings.Contains(source, "rev4") || strings.Contains(source, "r4")) {
		m.lose(u.place, "control "+quote(u.control)+" is of SP 800-53 Rev. 4, and bound to nothing here", "bind the check in a bindings.yaml to the control of Rev. 5 that took its place")
		return Tie{}, false
	}
	for _, catalog := range frameworks.Catalogs() {
		index, err := frameworks.OpenIndex(catalog)
		if err != nil {
			continue
		}
		e, ok := index.Find(id)
		if !ok || e.Withdrawn || len(e.Targets) == 0 {
			continue
		}
		if !strings.Contains(source, "800-53") && !strings.Contains(source, "fedramp") && !strings.Contains(source, catalog) {
			m.look(u.place, "control "+quote(u.control)+" of "+quote(u.source)+" is taken for "+e.ID+" of catalog "+catalog, "take the entry out of bindings.yaml where that is wrong")
		}
		one := Tie{Catalog: catalog, Control: e.Control, Place: u.place}
		if len(e.Targets) == 1 {
			one.Target = e.Targets[0]
		}
		return one, true
	}
	m.lose(u.place, "control "+quote(u.control)+" is in no catalog here, or withdrawn: the check is bound to nothing by this link",
		"bind the check in a bindings.yaml to the control that is meant; assay control list shows them")
	return Tie{}, false
}

// strengths says what each check can say of its controls. With Decides, all
// validations of a control are enough for its only objective together, as in
// Lula, but only where none of them is left behind.
func (m *Migration) strengths(opt Options) {
	for i := range m.Checks {
		for k := range m.Checks[i].Ties {
			t := &m.Checks[i].Ties[k]
			switch {
			case t.Target == "":
				t.Strength = "informs"
				m.look(t.Place, "check "+m.Checks[i].ID+": "+t.Control+" has several objectives, and nothing says which the validation is about: it only informs there",
					"name the objectives that it can show broken under supports in bindings.yaml; assay control show "+t.Control+" lists them")
			case opt.Decides && !m.short[t.Control]:
				t.Strength = "decides"
			default:
				t.Strength = "supports"
				if opt.Decides {
					m.look(t.Place, "check "+m.Checks[i].ID+" does not decide "+t.Control+": another validation of that control does not carry over", "bring the other over, then write decides")
				}
			}
		}
	}
	if !opt.Decides && slices.ContainsFunc(m.Checks, func(c Check) bool {
		return slices.ContainsFunc(c.Ties, func(t Tie) bool { return t.Strength == "supports" })
	}) {
		m.look(m.Checks[0].Place, "Lula takes passing validations for a satisfied control; here they can only show it broken (supports)",
			"where they are enough, write decides in bindings.yaml, or import again with --decides")
	}
}
