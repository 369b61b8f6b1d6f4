package frameworks

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"testing"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal"
)

// Every target of every framework can be found in its catalog, and the other
// way round every identifier is an OSCAL token that occurs once.
func TestIdentifiersAreTokensAndAgree(t *testing.T) {
	token := regexp.MustCompile(`^[a-z_][a-z0-9._-]*$`)
	for _, id := range Catalogs() {
		data, err := FS.ReadFile(id + "/catalog.json")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(`"id": "([^"]*)"`).FindAllStringSubmatch(string(data), -1) {
			if !token.MatchString(m[1]) || seen[m[1]] {
				t.Errorf("%s: identifier %q is no token, or occurs twice", id, m[1])
			}
			seen[m[1]] = true
		}
	}
	for _, id := range IDs() {
		r := open(t, id)
		c := openCatalog(t, r.Catalog)
		seen := map[string]bool{}
		for i := range r.Controls {
			control := &r.Controls[i]
			if _, ok := c.Control(control.ID); !ok || control.Label == "" || control.Title == "" || control.FamilyTitle == "" {
				t.Errorf("%s: control %+v is not in the catalog, or without a name", id, control)
			}
			if len(control.Targets) == 0 {
				t.Errorf("%s: %s has no target", id, control.ID)
			}
			for _, target := range control.Targets {
				e, ok := c.Find(target.ID)
				if !ok || e.Control != control.ID || seen[target.ID] || target.Label == "" {
					t.Errorf("%s: target %+v: catalog says %+v, seen %v", id, target, e, seen[target.ID])
				}
				seen[target.ID] = true
			}
		}
	}
}

func TestFind(t *testing.T) {
	c := openCatalog(t, "nist-800-53")
	for _, want := range []Entry{
		{ID: "ac-2.1", Kind: ControlEntry, Control: "ac-2.1", Targets: []string{"ac-2.1_obj"}},
		{ID: "ac-2_obj.d.3", Kind: ObjectiveEntry, Control: "ac-2", Targets: []string{"ac-2_obj.d.3-1", "ac-2_obj.d.3-2"}},
		{ID: "ac-2_smt.a", Kind: StatementEntry, Control: "ac-2"},
		{ID: "ac-2_smt", Kind: StatementEntry, Control: "ac-2"},
		{ID: "ac-13", Kind: ControlEntry, Control: "ac-13", Withdrawn: true},
		{ID: "ac-24_smt", Kind: StatementEntry, Control: "ac-24", Targets: []string{"ac-24_smt"}},
		{ID: "ac-2.9_obj", Kind: ObjectiveEntry, Control: "ac-2.9", Targets: []string{"ac-2.9_obj"}, Profiles: []string{"fedramp-class-c", "fedramp-class-d", "fedramp-high", "fedramp-moderate"}},
	} {
		got, ok := c.Find(want.ID)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.ID, diff)
		}
	}
	if _, ok := c.Find("ac-99"); ok {
		t.Error("found ac-99")
	}
	if near := openCatalog(t, "hipaa").Near("hipaa-164.312.x"); !slices.Contains(near, "hipaa-164.312.d") && !slices.Contains(near, "hipaa-164.312.b") {
		t.Errorf("near hipaa-164.312.x: %v", near)
	}
}

func TestGeneratedFilesAreValidOSCAL(t *testing.T) {
	files, _ := fs.Glob(FS, "*/*.json")
	for _, file := range files {
		t.Run(path.Dir(file)+" "+path.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := FS.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			v, err := validation.NewValidator(data)
			if err != nil {
				t.Fatal(err)
			}
			if v.GetSchemaVersion() != oscal.Version {
				t.Errorf("version %s", v.GetSchemaVersion())
			}
			if err := v.Validate(); err != nil {
				result, _ := v.GetValidationResult()
				shown, _ := json.MarshalIndent(result, "", " ")
				t.Errorf("%v\n%.2000s", err, shown)
			}
			if _, err := oscal.Read(file, data); err != nil {
				t.Error(err)
			}
		})
	}
}

// Cold: a new library each time, as at the start of the program. On two shared
// cores (decoding JSON instead, as before ADR 0008): fedramp-moderate 0.16 ms
// (7), hipaa 0.03 (0.5), cmmc-l2 0.05 (1.8), the catalog nist-800-53 0.3 (10),
// its index 1 µs, one identifier of it 0.2 µs.
func BenchmarkOpen(b *testing.B) {
	for _, id := range []string{"fedramp-low", "fedramp-moderate", "hipaa", "cmmc-l2"} {
		b.Run(id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				open(b, id)
			}
		})
	}
	b.Run("nist-800-53", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			openCatalog(b, "nist-800-53")
		}
	})
	b.Run("index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := OpenIndex("nist-800-53"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("find", func(b *testing.B) {
		index, err := OpenIndex("nist-800-53")
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := index.Find("ac-2_obj.d.3"); !ok {
				b.Fatal("it is not there")
			}
		}
	})
}
