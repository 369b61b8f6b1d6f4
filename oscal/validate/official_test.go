package validate

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/official"
)

// schemaOf gives the official schema of a version.
func schemaOf(t *testing.T, version string) *jsonschema.Schema {
	t.Helper()
	s, err := official.Schema(version)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What a general validator refuses by the official schema is refused here, and
// what it takes is taken: real documents, cut to few elements a list, each with
// one thing flipped, dropped, added or of another type.
func TestNothingPassesThatTheOfficialSchemaRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	dir := filepath.Join(testkit.SharedData(t), "oscal")
	files, err := fs.Glob(os.DirFS(dir), "*/*.json")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	schemas := map[string]*jsonschema.Schema{}
	r := spoiler{rand.New(rand.NewPCG(2, 14))}
	valid, invalid := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Identify(file, data)
		if err != nil {
			continue // not OSCAL; package oscal tests which these are
		}
		general := schemas[doc.Schema]
		if general == nil {
			general = schemaOf(t, doc.Schema)
			schemas[doc.Schema] = general
		}
		var whole any
		if err := json.Unmarshal(data, &whole); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			cut := r.cut(whole)
			if i%4 > 0 {
				cut = r.spoil(cut)
			}
			text, err := json.Marshal(cut)
			if err != nil {
				t.Fatal(err)
			}
			if i%8 == 7 {
				text[r.IntN(len(text))] ^= 1 << r.IntN(7)
			}
			if agree(t, file, general, text) {
				valid++
			} else {
				invalid++
			}
		}
	}
	if valid < 200 || invalid < 200 {
		t.Errorf("%d valid and %d invalid documents: one side is hardly tested", valid, invalid)
	}
}

// agree compares the verdict of the level schema with that of the general
// validator, and returns it.
func agree(t *testing.T, file string, general *jsonschema.Schema, text []byte) bool {
	t.Helper()
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = general.Validate(read)
	}
	doc, found := At(fstest.MapFS{}, "x.json", text, "schema")
	ours := doc != nil && Err(found) == nil
	if err != nil && ours {
		t.Errorf("%s: the official schema refuses what passes here: %v\n%.2000s", file, err, text)
	}
	if err == nil && !ours && !stricter(found) {
		t.Errorf("%s: refused here, and the official schema takes it: %+v\n%.2000s", file, found, text)
	}
	return ours
}

// stricter says whether documents are refused for what is refused on purpose: a
// version that is not known, an alternative of 1.2 that is no object, an integer
// with a point, a field twice, a value that only other versions know.
func stricter(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool {
		return f.Rule == "read" || f.Rule == "schema-duplicate" || f.Rule == "schema-type" && (strings.Contains(f.What, "must be an object") || strings.Contains(f.What, "a number of digits only"))
	})
}

// spoiler changes documents.
type spoiler struct{ *rand.Rand }

// cut copies a document with at most two elements of each list.
func (r spoiler) cut(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out[k] = r.cut(v[k])
		}
		return out
	case []any:
		out := []any{}
		for i := r.IntN(max(1, len(v)-1)); i < len(v) && len(out) < 2; i++ {
			out = append(out, r.cut(v[i]))
		}
		return out
	}
	return v
}

// spoil changes one thing somewhere below.
func (r spoiler) spoil(v any) any {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		if len(keys) == 0 || r.IntN(8) == 0 {
			switch {
			case len(keys) > 0 && r.IntN(2) == 0:
				delete(v, keys[r.IntN(len(keys))])
			default:
				v[[]string{"unknown", "title", "remarks", "include-all", "values", "uuid", "props", "controls"}[r.IntN(8)]] = r.anything()
			}
			return v
		}
		k := keys[r.IntN(len(keys))]
		v[k] = r.spoil(v[k])
		return v
	case []any:
		if len(v) == 0 || r.IntN(10) == 0 {
			return []any{}
		}
		i := r.IntN(len(v))
		v[i] = r.spoil(v[i])
		return v
	case string:
		switch b := []byte(v); {
		case len(b) == 0 || r.IntN(4) == 0:
			return r.anything()
		case r.IntN(3) == 0:
			return v[:r.IntN(len(v))]
		default:
			b[r.IntN(len(b))] = " _-/#\\:.zZ0\n"[r.IntN(12)]
			return strings.ToValidUTF8(string(b), "?")
		}
	}
	return r.anything()
}

func (r spoiler) anything() any {
	return []any{nil, true, -1, 0, 1.5, 1e3, "", " ", "a b", "text", "2026-11-20T00:00:00Z", "1999-13-01", "#x", []any{}, []any{"x"}, map[string]any{}, map[string]any{"uuid": "x"}}[r.IntN(17)]
}
