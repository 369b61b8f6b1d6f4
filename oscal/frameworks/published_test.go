package frameworks

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/testkit"
)

// The files NIST and FedRAMP publish, against ours. They are read here with
// code that shares nothing with the package.

type publishedPart struct {
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Parts []publishedPart `json:"parts"`
}

type publishedControl struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	Props    []publishedProp    `json:"props"`
	Parts    []publishedPart    `json:"parts"`
	Controls []publishedControl `json:"controls"`
}

type publishedProp struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type publishedProfile struct {
	Profile struct {
		Imports []struct {
			Include []struct {
				IDs []string `json:"with-ids"`
			} `json:"include-controls"`
		} `json:"imports"`
		Modify struct {
			Set []struct {
				ID          string `json:"param-id"`
				Constraints []struct {
					Description string `json:"description"`
				} `json:"constraints"`
			} `json:"set-parameters"`
			Alters []struct {
				Control string `json:"control-id"`
				Removes []struct {
					Name string `json:"by-name"`
				} `json:"removes"`
				Adds []struct {
					ByID  string          `json:"by-id"`
					Props []publishedProp `json:"props"`
				} `json:"adds"`
			} `json:"alters"`
		} `json:"modify"`
	} `json:"profile"`
}

func readPublished(t *testing.T, into any, elem ...string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{testkit.SharedData(t), "oscal"}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// publishedControls lists the controls of a catalog with their enhancements.
func publishedControls(t *testing.T, elem ...string) []publishedControl {
	t.Helper()
	var doc struct {
		Catalog struct {
			Groups []struct {
				Controls []publishedControl `json:"controls"`
			} `json:"groups"`
		} `json:"catalog"`
	}
	readPublished(t, &doc, elem...)
	var out []publishedControl
	for _, g := range doc.Catalog.Groups {
		for _, c := range g.Controls {
			out = append(append(out, c), c.Controls...)
		}
	}
	return out
}

// leafObjectives lists the ids of objectives without objectives below them.
func leafObjectives(parts []publishedPart) (out []string) {
	for _, p := range parts {
		if p.Name != "assessment-objective" || p.ID == "" {
			continue
		}
		if below := leafObjectives(p.Parts); below != nil {
			out = append(out, below...)
		} else {
			out = append(out, p.ID)
		}
	}
	return out
}

func partIDs(parts []publishedPart) (out []string) {
	for _, p := range parts {
		if p.ID != "" {
			out = append(out, p.ID)
		}
		out = append(out, partIDs(p.Parts)...)
	}
	return out
}

// objectiveIDs lists a control's targets that are objectives.
func objectiveIDs(c *Control) (out []string) {
	for _, t := range c.Targets {
		if t.Kind == Objective {
			out = append(out, t.ID)
		}
	}
	return out
}

func TestPublishedNISTCatalog(t *testing.T) {
	published := publishedControls(t, "nist", "NIST_SP-800-53_rev5_catalog.json")
	c := openCatalog(t, "nist-800-53")
	seen := map[string]bool{}
	for _, p := range published {
		seen[p.ID] = true
		control, ok := c.Control(p.ID)
		if !ok {
			t.Errorf("%s is missing", p.ID)
			continue
		}
		withdrawn := slices.Contains(p.Props, publishedProp{"status", "withdrawn"}) || slices.Contains(p.Props, publishedProp{"status", "Withdrawn"})
		if control.Withdrawn != withdrawn {
			t.Errorf("%s: withdrawn %v, published %v", p.ID, control.Withdrawn, withdrawn)
		}
		if !slices.Contains(p.Props, publishedProp{"label", control.Label}) {
			t.Errorf("%s: label %s is not the published one", p.ID, control.Label)
		}
		for _, child := range p.Controls {
			if mine, ok := c.Control(child.ID); !ok || mine.Parent != p.ID {
				t.Errorf("%s should enhance %s", child.ID, p.ID)
			}
		}
		for _, id := range partIDs(p.Parts) {
			if _, ok := c.Find(id); strings.Contains(id, "_smt") && !ok && !withdrawn {
				t.Errorf("statement %s is missing", id)
			}
		}
	}
	var newer []string
	for i := range c.Controls {
		if !seen[c.Controls[i].ID] {
			newer = append(newer, c.Controls[i].ID)
		}
	}
	want := []string{"ia-13", "ia-13.1", "ia-13.2", "ia-13.3", "sa-15.13", "sa-24", "si-2.7"}
	if diff := cmp.Diff(want, newer); diff != "" {
		t.Errorf("controls younger than the published 5.0.1 (-want +got):\n%s", diff)
	}
}

func TestPublishedNISTBaselines(t *testing.T) {
	c := openCatalog(t, "nist-800-53")
	for _, level := range []string{"LOW", "MODERATE", "HIGH"} {
		for _, p := range publishedControls(t, "nist", "NIST_SP-800-53_rev5_"+level+"-baseline-resolved-profile_catalog.json") {
			control, ok := c.Control(p.ID)
			if !ok {
				t.Errorf("%s is missing", p.ID)
				continue
			}
			if control.Title != p.Title && !strings.HasSuffix(p.Title, control.Title) {
				t.Errorf("%s: title %q, published %q", p.ID, control.Title, p.Title)
			}
			if diff := cmp.Diff(leafObjectives(p.Parts), objectiveIDs(control)); diff != "" {
				t.Errorf("%s %s, leaf objectives (-published +ours):\n%s", level, p.ID, diff)
			}
			for _, id := range partIDs(p.Parts) {
				named := strings.Contains(id, "_obj") || strings.Contains(id, "_smt")
				if e, ok := c.Find(id); named && (!ok || e.Control != p.ID) {
					t.Errorf("%s has the part %s, ours says %+v", p.ID, id, e)
				}
			}
		}
	}
}

func TestPublishedFedRAMPBaselines(t *testing.T) {
	for id, level := range map[string]string{"li-saas": "LI-SaaS", "low": "LOW", "moderate": "MODERATE", "high": "HIGH"} {
		t.Run(id, func(t *testing.T) {
			var doc publishedProfile
			readPublished(t, &doc, "fedramp", "FedRAMP_rev5_"+level+"-baseline_profile.json")
			r := open(t, "fedramp-"+id)
			var want, got []string
			for _, in := range doc.Profile.Imports {
				for _, inc := range in.Include {
					want = append(want, inc.IDs...)
				}
			}
			marks, ours, attested := map[string][]string{}, map[string][]string{}, map[string]bool{}
			for _, a := range doc.Profile.Modify.Alters {
				for _, add := range a.Adds {
					for _, p := range add.Props {
						if (add.ByID == "" || add.ByID == a.Control) && (p.Name == "CORE" || p.Name == "method") {
							marks[a.Control] = append(marks[a.Control], p.Name+" "+p.Value)
						}
					}
				}
				for _, remove := range a.Removes {
					attested[a.Control] = attested[a.Control] || remove.Name == "assessment-objective"
				}
			}
			for i := range r.Controls {
				c := &r.Controls[i]
				got = append(got, c.ID)
				for _, p := range c.Props {
					if p.NS == "https://fedramp.gov/ns/oscal" {
						ours[c.ID] = append(ours[c.ID], p.Name+" "+p.Value)
					}
				}
				if only := c.Targets[0].Kind == Statement; only != attested[c.ID] && c.ID != "ac-2" {
					t.Errorf("%s: has only its statement %v, published %v", c.ID, only, attested[c.ID])
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("controls (-published +ours):\n%s", diff)
			}
			for _, m := range []map[string][]string{marks, ours} {
				for _, v := range m {
					slices.Sort(v)
				}
			}
			if diff := cmp.Diff(marks, ours); diff != "" {
				t.Errorf("CORE and method (-published +ours):\n%s", diff)
			}
		})
	}
}

// A verified number must stand in FedRAMP's own words; one made from a word
// must at least have that parameter there.
func TestPublishedFedRAMPParameters(t *testing.T) {
	for id, level := range map[string]string{"li-saas": "LI-SaaS", "low": "LOW", "moderate": "MODERATE", "high": "HIGH"} {
		var doc publishedProfile
		readPublished(t, &doc, "fedramp", "FedRAMP_rev5_"+level+"-baseline_profile.json")
		words := map[string]string{}
		for _, s := range doc.Profile.Modify.Set {
			for _, c := range s.Constraints {
				words[s.ID] += c.Description + " "
			}
		}
		r := open(t, "fedramp-"+id)
		checked := 0
		for i := range r.Controls {
			for _, p := range r.Controls[i].Params {
				official, _, _ := cutLast(p.ID)
				text := words[p.ID] + words[official]
				switch {
				case !p.Set || p.Verification == "unverified":
				case p.ID == "au-11_odp_online" || p.ID == "ia-5.1_fr_smt.2_length": // from a requirement's text
				case p.ID == "ra-05_odp.03_critical": // from the playbook
				case text == "":
					t.Errorf("%s %s: the published profile does not set it", id, p.ID)
				case p.Verification == "verified" && !strings.Contains(text, p.Value) && !spelled(text, p.Value):
					t.Errorf("%s %s: %q is not in %q", id, p.ID, p.Value, text)
				default:
					checked++
				}
			}
		}
		if checked < 35 {
			t.Errorf("%s: only %d parameters were compared", id, checked)
		}
	}
}

// cutLast splits our suffix off a parameter id: ra-05_odp.03_high.
func cutLast(id string) (string, string, bool) {
	i := strings.LastIndexByte(id, '_')
	return id[:i], id[i+1:], true
}

// spelled knows the numbers FedRAMP writes as words only.
func spelled(text, number string) bool {
	words := map[string]string{"30": "thirty", "90": "ninety", "180": "one hundred and eighty", "5": "five"}
	return words[number] != "" && strings.Contains(text, words[number])
}

func TestPublishedLISaaSObjectives(t *testing.T) {
	r := open(t, "fedramp-li-saas")
	for _, p := range publishedControls(t, "fedramp", "FedRAMP_rev5_LI-SaaS-baseline-resolved-profile_catalog.json") {
		c, ok := r.Control(p.ID)
		if !ok {
			t.Errorf("%s is missing", p.ID)
			continue
		}
		if diff := cmp.Diff(leafObjectives(p.Parts), objectiveIDs(c)); diff != "" {
			t.Errorf("%s, leaf objectives (-published +ours):\n%s", p.ID, diff)
		}
	}
}

func TestPublishedModerateObjectives(t *testing.T) {
	f, err := os.Open(filepath.Join(testkit.SharedData(t), "oscal", "fedramp", "FedRAMP_rev5_MODERATE-baseline-resolved-profile_catalog.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	published, err := xmlObjectives(f)
	if err != nil || len(published) != 323 {
		t.Fatalf("%d controls, %v", len(published), err)
	}
	r := open(t, "fedramp-moderate")
	for i := range r.Controls {
		c := &r.Controls[i]
		if diff := cmp.Diff(published[c.ID], objectiveIDs(c)); diff != "" {
			t.Errorf("%s, leaf objectives (-published +ours):\n%s", c.ID, diff)
		}
	}
}

// xmlObjectives lists the leaf objectives of each control in an XML catalog.
func xmlObjectives(r io.Reader) (map[string][]string, error) {
	dec := xml.NewDecoder(r)
	out := map[string][]string{}
	var open []string // ids of open controls and objectives; "" for other elements
	var controls []string
	inner := map[string]bool{} // objectives with one inside
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			id, objective := "", false
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					id = a.Value
				}
				objective = objective || a.Name.Local == "name" && a.Value == "assessment-objective"
			}
			open = append(open, "")
			switch {
			case e.Name.Local == "control":
				controls = append(controls, id)
				out[id] = nil
			case e.Name.Local == "part" && objective && id != "":
				for _, above := range open {
					inner[above] = true
				}
				open[len(open)-1] = id
				at := controls[len(controls)-1]
				out[at] = append(out[at], id)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
			if e.Name.Local == "control" {
				controls = controls[:len(controls)-1]
			}
		}
	}
	for id, objectives := range out {
		out[id] = slices.DeleteFunc(objectives, func(o string) bool { return inner[o] })
		if len(out[id]) == 0 {
			out[id] = nil
		}
	}
	return out, nil
}
