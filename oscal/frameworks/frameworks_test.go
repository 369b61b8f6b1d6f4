package frameworks

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks/internal/generate"
)

func open(t testing.TB, id string) *Resolved {
	t.Helper()
	r, err := Open(id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func openCatalog(t testing.TB, id string) *Catalog {
	t.Helper()
	c, err := OpenCatalog(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// targets counts the targets of some controls by kind.
func targets(controls []Control) (objectives, statements int) {
	for i := range controls {
		for _, t := range controls[i].Targets {
			if t.Kind == Objective {
				objectives++
			} else {
				statements++
			}
		}
	}
	return objectives, statements
}

func TestGeneratedFilesAreFresh(t *testing.T) {
	files, err := generate.Files(os.DirFS("tables"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range files {
		want = append(want, f.Path)
		got, err := FS.ReadFile(f.Path)
		if err != nil || string(got) != string(f.Data) {
			t.Errorf("%s is not what the tables say; run go generate ./oscal/frameworks", f.Path)
		}
	}
	have, err := fs.Glob(FS, "*/*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("embedded files (-generated +embedded):\n%s", diff)
	}
}

func TestIDs(t *testing.T) {
	want := []string{"cmmc-l1", "cmmc-l2", "cmmc-l3", "fedramp-20x", "fedramp-20x-2026-04", "fedramp-class-b", "fedramp-class-c", "fedramp-class-d", "fedramp-high", "fedramp-li-saas", "fedramp-low", "fedramp-moderate", "hipaa", "hipaa-2025-proposed"}
	if diff := cmp.Diff(want, IDs()); diff != "" {
		t.Errorf("frameworks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"cmmc", "fedramp-20x", "hipaa", "hipaa-2025-proposed", "nist-800-53"}, Catalogs()); diff != "" {
		t.Errorf("catalogs (-want +got):\n%s", diff)
	}
}

func TestUnknownFrameworkNamesTheNearest(t *testing.T) {
	_, err := Open("fedramp-moderat")
	if err == nil || !strings.Contains(err.Error(), "fedramp-moderate") {
		t.Errorf("got %v, want a remedy that names fedramp-moderate", err)
	}
	if _, err := OpenCatalog("nist"); err == nil || !strings.Contains(err.Error(), "nist-800-53") {
		t.Errorf("got %v, want a remedy that names nist-800-53", err)
	}
}

// The counts are those of the sources: NIST's catalog and SP 800-53A, FedRAMP's
// baselines, 45 CFR 164 and 32 CFR 170.
func TestEveryControlAndObjectiveIsThere(t *testing.T) {
	for _, want := range []struct {
		id                     string
		controls               int
		objectives, statements int
	}{
		{"fedramp-li-saas", 156, 321, 93},
		{"fedramp-low", 156, 986, 0},
		{"fedramp-moderate", 323, 1388, 0},
		{"fedramp-high", 410, 1542, 0},
		{"fedramp-class-b", 155, 984, 0},
		{"fedramp-class-c", 322, 1386, 0},
		{"fedramp-class-d", 409, 1540, 0},
		{"fedramp-20x", 46, 0, 46},
		{"fedramp-20x-2026-04", 60, 0, 60},
		{"hipaa", 22 + 6, 46 + 3 + 1 + 18, 7},
		{"hipaa-2025-proposed", 17, 0, 17},
		{"cmmc-l1", 15, 59, 0},
		{"cmmc-l2", 110, 320, 0},
		{"cmmc-l3", 24, 0, 24},
	} {
		t.Run(want.id, func(t *testing.T) {
			r := open(t, want.id)
			objectives, statements := targets(r.Controls)
			if len(r.Controls) != want.controls || objectives != want.objectives || statements != want.statements {
				t.Errorf("controls, objectives, statements = %d, %d, %d; want %d, %d, %d",
					len(r.Controls), objectives, statements, want.controls, want.objectives, want.statements)
			}
		})
	}
}

func TestNISTCatalog(t *testing.T) {
	c := openCatalog(t, "nist-800-53")
	families, withdrawn, enhancements := map[string]bool{}, 0, 0
	for i := range c.Controls {
		control := &c.Controls[i]
		families[control.Family] = true
		if control.Parent != "" {
			enhancements++
			if parent, ok := c.Control(control.Parent); !ok || parent.Family != control.Family {
				t.Errorf("%s enhances %s, which is not in its family", control.ID, control.Parent)
			}
		}
		if !control.Withdrawn {
			continue
		}
		withdrawn++
		if len(control.Targets) > 0 {
			t.Errorf("%s is withdrawn and has targets", control.ID)
		}
		for _, id := range control.Moved {
			if _, ok := c.Find(id); !ok && !families[id] && id != "sr" {
				t.Errorf("%s went to %s, which is nowhere", control.ID, id)
			}
		}
	}
	if len(c.Controls) != 1196 || len(families) != 20 || withdrawn != 182 || enhancements != 714+158 {
		t.Errorf("controls, families, withdrawn, enhancements = %d, %d, %d, %d; want 1196, 20, 182, 872",
			len(c.Controls), len(families), withdrawn, enhancements)
	}
	nist, fedramp := 0, 0
	for _, id := range c.IDs() {
		e, _ := c.Find(id)
		switch {
		case e.Kind != ObjectiveEntry:
		case e.Profiles == nil:
			nist++
		default:
			fedramp++
		}
	}
	if nist != 2401 || fedramp != 104 {
		t.Errorf("objectives of NIST and added by FedRAMP = %d, %d; want 2401, 104", nist, fedramp)
	}
}

func TestHIPAA(t *testing.T) {
	r := open(t, "hipaa")
	kinds := map[string]int{}
	for i := range r.Controls {
		c := &r.Controls[i]
		kinds[c.Class]++
		for j := range c.Targets {
			target := &c.Targets[j]
			kind := target.Prop(oscal.NS, "type")
			kinds[kind]++
			if (target.Kind == Objective) != (kind != "") {
				t.Errorf("%s: kind %s, type %q", target.ID, target.Kind, kind)
			}
			if target.Kind == Objective && target.Requirement != "required" && target.Requirement != "addressable" {
				t.Errorf("%s: requirement %q", target.ID, target.Requirement)
			}
			if derived := strings.NewReplacer(")-(", "-", "(", ".", ")", "").Replace("hipaa-" + strings.ToLower(target.Label)); target.Kind == Objective && derived != target.ID {
				t.Errorf("%s does not follow from %s", target.ID, target.Label)
			}
			if target.Requirement == "addressable" {
				kinds["addressable"]++
			}
		}
	}
	want := map[string]int{
		"standard": 22, "section": 6, "specification": 46, "contract-element": 3, "requirement-paragraph": 1,
		"paragraph": 18, "addressable": 22, "": 7,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	encryption, _ := r.Control("hipaa-164.312.a.1")
	last := encryption.Targets[len(encryption.Targets)-1]
	if last.ID != "hipaa-164.312.a.2.iv" || last.Label != "164.312(a)(2)(iv)" || last.Title != "Encryption and decryption" || last.Requirement != "addressable" {
		t.Errorf("got %+v", last)
	}
	if d, _ := r.Control("hipaa-164.312.d"); d.Label != "164.312(d)" || d.Targets[0].ID != "hipaa-164.312.d_smt" || d.Targets[0].Kind != Statement {
		t.Errorf("got %+v", d)
	}
	notice, ok := r.Param("hipaa-164.404.b_prm")
	if !ok || notice.Value != "60" || notice.Unit != "days" || notice.Limit != "max" || !notice.Set {
		t.Errorf("got %+v", notice)
	}
	if keep, _ := r.Param("hipaa-164.316.b.2.i_prm"); keep.Value != "6" || keep.Unit != "years" || keep.Limit != "min" {
		t.Errorf("got %+v", keep)
	}
}

func TestCMMC(t *testing.T) {
	l1, l2, l3 := open(t, "cmmc-l1"), open(t, "cmmc-l2"), open(t, "cmmc-l3")
	visitors, _ := l1.Control("pe.l1-b.1.ix")
	var got []string
	for _, target := range visitors.Targets {
		got = append(got, target.ID)
	}
	want := []string{
		"pe.l1-b.1.ix_obj.3.10.3.a", "pe.l1-b.1.ix_obj.3.10.3.b", "pe.l1-b.1.ix_obj.3.10.4.a",
		"pe.l1-b.1.ix_obj.3.10.5.a", "pe.l1-b.1.ix_obj.3.10.5.b", "pe.l1-b.1.ix_obj.3.10.5.c",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("objectives of PE.L1-b.1.ix (-want +got):\n%s", diff)
	}
	access, _ := l2.Control("ac.l2-3.1.1")
	if access.Label != "AC.L2-3.1.1" || access.Targets[0].ID != "ac.l2-3.1.1_obj.a" || access.Targets[0].Label != "AC.L2-3.1.1[a]" || access.Family != "ac" || access.FamilyTitle != "Access Control" {
		t.Errorf("got %+v", access)
	}
	// 32 CFR 170.24(c)(2)(i)(B): 42 requirements at 5 points, 14 at 3, 51 at 1,
	// two variable ones counted here at 5, and the plan with no value.
	weights, poam, partial := map[string]int{}, map[string]int{}, 0
	for i := range l2.Controls {
		c := &l2.Controls[i]
		weights[c.Prop(oscal.NS, "weight")]++
		poam[c.Prop(oscal.NS, "poam")]++
		if c.Prop(oscal.NS, "weight-partial") != "" {
			partial++
		}
	}
	if diff := cmp.Diff(map[string]int{"5": 44, "3": 14, "1": 51, "": 1}, weights); diff != "" || partial != 2 {
		t.Errorf("weights, %d variable (-want +got):\n%s", partial, diff)
	}
	if diff := cmp.Diff(map[string]int{"yes": 46, "conditional": 1, "no": 63}, poam); diff != "" {
		t.Errorf("POA&M eligibility (-want +got):\n%s", diff)
	}
	excluded := 0
	for i := range l3.Controls {
		if l3.Controls[i].Prop(oscal.NS, "poam") == "no" {
			excluded++
		}
	}
	if excluded != 7 {
		t.Errorf("%d of Level 3 are excluded from a POA&M, want 7", excluded)
	}
	for i := range l1.Controls {
		for _, target := range l1.Controls[i].Targets {
			if strings.Contains(target.Title, "CUI") {
				t.Errorf("%s is about CUI; Level 1 is about FCI", target.ID)
			}
		}
	}
}

func TestFedRAMP(t *testing.T) {
	moderate, high, saas := open(t, "fedramp-moderate"), open(t, "fedramp-high"), open(t, "fedramp-li-saas")
	core := 0
	for i := range moderate.Controls {
		if moderate.Controls[i].Prop("https://fedramp.gov/ns/oscal", "CORE") == "true" {
			core++
		}
	}
	if core != 79 {
		t.Errorf("%d core controls at Moderate, want 79", core)
	}
	for _, want := range []struct {
		r     *Resolved
		id    string
		value string
	}{{moderate, "ac-02.03_odp.02", "90"}, {high, "ac-02.03_odp.02", "35"}, {saas, "ps-04_odp.01", "4"}, {moderate, "ac-12_odp", ""}} {
		p, ok := want.r.Param(want.id)
		if !ok || p.Value != want.value || p.Set != (want.value != "") || p.Control == "" {
			t.Errorf("%s %s: got %+v, want %q", want.r.ID, want.id, p, want.value)
		}
	}
	if p, _ := moderate.Param("ac-02.03_odp.02"); p.Unit != "days" || p.Limit != "max" || p.Constraint != "at most 90 days" || p.Verification != "verified" {
		t.Errorf("got %+v", p)
	}
	if _, ok := saas.Param("ac-02.03_odp.02"); ok {
		t.Error("LI-SaaS has no AC-2(3) and still its parameter")
	}
	// LI-SaaS replaces the objectives of AC-2 by one of its own, and leaves no
	// objective to a control that a provider only attests to.
	if ac2, _ := saas.Control("ac-2"); len(ac2.Targets) != 1 || ac2.Targets[0].ID != "ac-2_obj_fr" {
		t.Errorf("AC-2 of LI-SaaS: %+v", ac2.Targets)
	}
	if ac1, _ := saas.Control("ac-1"); len(ac1.Targets) != 1 || ac1.Targets[0].ID != "ac-1_smt" || ac1.Prop("https://fedramp.gov/ns/oscal", "method") != "ATTEST" {
		t.Errorf("AC-1 of LI-SaaS: %+v", ac1)
	}
	if added, _ := moderate.Control("ac-2.7"); len(added.Targets) != 4 || added.Targets[0].Label != "AC-02(07)(a)" {
		t.Errorf("AC-2(7) of Moderate: %+v", added.Targets)
	}
	if moderate.Catalog != "nist-800-53" || moderate.ProfilePath != "fedramp-moderate/profile.json" || len(moderate.ProfileDigest) != 64 || len(moderate.Orphans) != 0 {
		t.Errorf("got %q %q %q %v", moderate.Catalog, moderate.ProfilePath, moderate.ProfileDigest, moderate.Orphans)
	}
}

// What one framework changes in a control must not show in another that shares
// the catalog.
func TestFrameworksOfOneLibraryDoNotTouchEachOther(t *testing.T) {
	lib := NewLibrary()
	for _, id := range append(IDs(), IDs()...) {
		shared, err := lib.Open(id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(open(t, id), shared); diff != "" {
			t.Errorf("%s (-alone +shared):\n%s", id, diff)
		}
	}
	for _, id := range Catalogs() {
		shared, err := lib.Catalog(id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(openCatalog(t, id).Controls, shared.Controls); diff != "" {
			t.Errorf("%s (-alone +shared):\n%s", id, diff)
		}
	}
}
