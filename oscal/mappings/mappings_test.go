package mappings

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/validate"
)

// What we carry passes what we ask of others, and another validator.
func TestCollectionsAreValidOSCAL(t *testing.T) {
	var files []string
	err := fs.WalkDir(FS, ".", func(file string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) != 3 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		data, err := FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Read(file, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range append(validate.Schema(doc), validate.References(doc)...) {
			t.Errorf("%s: %+v", file, f)
		}
		// References of every kind, those to the catalogs beside it too, and NIST's constraints.
		if _, found := validate.File(os.DirFS(".."), "mappings/"+file, "constraints"); len(found) > 0 {
			t.Errorf("%s: %+v", file, found)
		}
		v, err := validation.NewValidator(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Validate(); err != nil || v.GetSchemaVersion() != oscal.Version {
			t.Errorf("%s: version %s: %v", file, v.GetSchemaVersion(), err)
		}
	}
}

func open(t *testing.T) *Library {
	t.Helper()
	l, err := NewLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Every identifier is one of the catalog that its mapping names, of the type it
// says; the resources lead to files that are there.
func TestIdentifiersExist(t *testing.T) {
	l := open(t)
	for _, id := range IDs() {
		doc, err := read(id + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range doc.MappingCollection.Mappings {
			for _, r := range []oscal.MappingResourceReference{m.SourceResource, m.TargetResource} {
				from, ok := strings.CutPrefix(r.Href, "../frameworks/")
				if _, err := fs.Stat(frameworks.FS, from); err != nil || !ok || !strings.HasSuffix(path.Base(from), ".json") {
					t.Errorf("%s: %s leads nowhere: %v", id, r.Href, err)
				}
			}
			source, err := l.catalog(m.SourceResource.Href)
			if err != nil {
				t.Fatal(err)
			}
			target, err := l.catalog(m.TargetResource.Href)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range m.Maps {
				for _, s := range e.Sources {
					check(t, l, source, s)
				}
				for _, s := range e.Targets {
					check(t, l, target, s)
				}
			}
			checkGap(t, l, source, m.SourceGapSummary)
			checkGap(t, l, target, m.TargetGapSummary)
		}
	}
}

func checkGap(t *testing.T, l *Library, catalog string, gap *oscal.GapSummary) {
	t.Helper()
	if gap == nil {
		return
	}
	for _, sel := range gap.UnmappedControls {
		for _, id := range deref(sel.WithIds) {
			check(t, l, catalog, oscal.MappingItem{Type: "control", IDRef: id})
		}
	}
}

func check(t *testing.T, l *Library, catalog string, s oscal.MappingItem) {
	t.Helper()
	if _, ok := l.Item(catalog, s.IDRef); !ok {
		t.Errorf("%s has no %s", catalog, s.IDRef)
	}
	c, err := l.frameworks.Catalog(catalog)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := c.Find(s.IDRef); !ok || (s.Type == "control") != (e.Kind == frameworks.ControlEntry) {
		t.Errorf("%s: %s is no %s: %+v", catalog, s.IDRef, s.Type, e)
	}
}

// Every mapping has its way back, entry by entry.
func TestMappingsLeadBack(t *testing.T) {
	l := open(t)
	there, back := map[string]bool{}, map[string]bool{}
	for _, c := range l.collections {
		for _, m := range c.mappings {
			for _, e := range m.entries {
				for _, s := range e.Sources {
					for _, target := range e.Targets {
						key := fmt.Sprint(c.id, m.source, e.Relationship, " ")
						if m.to == "nist-800-53" {
							there[key+s.IDRef+" "+target.IDRef] = true
						} else {
							back[key+target.IDRef+" "+s.IDRef] = true
						}
					}
				}
			}
		}
	}
	if diff := cmp.Diff(there, back); diff != "" {
		t.Errorf("(-there +back):\n%s", diff)
	}
	// 197 of CMMC, 279 of HIPAA, 373 and 476 of the two editions of FedRAMP's.
	if len(there) != 197+279+373+476 {
		t.Errorf("%d entries", len(there))
	}
}

func TestLinks(t *testing.T) {
	l := open(t)
	find := func(catalog, from, to string) Link {
		t.Helper()
		links := l.Links(catalog, []string{from})
		i := slices.IndexFunc(links, func(k Link) bool { return k.ID == to })
		if i < 0 {
			t.Fatalf("%s does not lead to %s: %+v", from, to, links)
		}
		return links[i]
	}
	olir := []Source{{"NIST CPRT SP800_66_2_0_0; OLIR SP-800-66-Rev-2-to-SP-800-53-Rev-5.1.1", "not-complete"}}
	for _, want := range []Link{
		// What the source states, and of which all is known.
		{Collection: "hipaa", From: "hipaa-164.308.a.1.ii.a", Catalog: "nist-800-53", ID: "ra-3", Label: "RA-3", Title: "Risk Assessment", Relationship: "intersects-with", Stated: true, Sources: olir},
		{Collection: "hipaa", From: "hipaa-164.308.b.3", Catalog: "nist-800-53", ID: "sa-9", Label: "SA-9", Title: "External System Services", Relationship: "intersects-with", Stated: true, Sources: olir},
		// What was derived says so, and by way of what.
		{
			Collection: "cmmc-l2", From: "sc-45.1", Catalog: "cmmc", ID: "au.l2-3.3.7", Label: "AU.L2-3.3.7", Title: "Authoritative Time Source", Relationship: "intersects-with",
			Verification: "derived", ByWayOf: "au-8.1", Sources: []Source{{"NIST SP 800-171 Rev. 2, Appendix D, tables D-1 to D-14", "complete"}},
		},
	} {
		catalog := want.Catalog
		if catalog == "cmmc" {
			catalog = "nist-800-53"
		} else {
			catalog = "hipaa"
		}
		if diff := cmp.Diff(want, find(catalog, want.From, want.ID)); diff != "" {
			t.Errorf("%s to %s (-want +got):\n%s", want.From, want.ID, diff)
		}
	}
	// A withdrawn control that a source cites stays, marked, and leads on.
	for _, cited := range []string{"ra-5.7", "si-2.1", "si-3.1", "si-3.2"} {
		if k := find("fedramp-20x", "ksi-afr-vdr", cited); !k.Withdrawn || k.Stated || k.Sources[0].Status != "superseded" {
			t.Errorf("%s: %+v", cited, k)
		}
	}
	for cited, to := range map[string]string{"ra-5.7": "cm-8", "si-2.1": "pl-9"} {
		if k := find("fedramp-20x", "ksi-afr-vdr", to); k.ByWayOf != cited || k.Verification != "derived" || k.Withdrawn {
			t.Errorf("%s: %+v", to, k)
		}
	}
	// What two editions say alike is said once.
	if k := find("nist-800-53", "ac-2", "ksi-iam-jit"); len(k.Sources) != 2 || k.Label != "KSI-IAM-JIT" {
		t.Errorf("%+v", k)
	}
	// An identifier means something in its own catalog only.
	if links := l.Links("hipaa", []string{"ac-2"}); links != nil {
		t.Errorf("%+v", links)
	}
	if links := l.Links("cmmc", []string{"sc.l2-3.13.14"}); links != nil {
		t.Errorf("a requirement whose control is withdrawn without a successor: %+v", links)
	}
}

func TestMapped(t *testing.T) {
	l := open(t)
	for id, want := range map[string]string{"KSI-IAM-APM": "fedramp-20x", "pm-3": "nist-800-53", "PM-3": "nist-800-53", "164.308(a)(1)(i)": "hipaa"} {
		if got := l.Mapped(id); len(got) != 1 || got[0].Catalog != want {
			t.Errorf("%s: %+v", id, got)
		}
	}
	if got := l.Mapped("no-1"); got != nil {
		t.Errorf("%+v", got)
	}
}

// Opening the library, which control show does once, takes some 10 ms on one core.
func BenchmarkNewLibrary(b *testing.B) {
	for b.Loop() {
		if _, err := NewLibrary(); err != nil {
			b.Fatal(err)
		}
	}
}
