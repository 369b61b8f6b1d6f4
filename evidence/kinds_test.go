package evidence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/schema"
	"github.com/assay-compliance/assay/internal/testkit"
)

func mustKinds(t testing.TB) *evidence.Kinds {
	t.Helper()
	k, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func tree(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

const anObject = `{"type":"object"}`

func TestLoadKinds(t *testing.T) {
	own := tree(map[string]string{
		"schemas/hosts.json":    `{"title":"Hosts","description":"All hosts.","x-produce":[{"from":"osquery","how":" read ` + "`os_version` " + `"},{"how":"write it","from":"by hand"}],"type":"object","x-max-age":"7d","x-subject":"/id","x-collected":"/at","properties":{"id":{},"at":{},"users":{"items":{"properties":{"name":{"x-personal":true},"id":{"x-personal":false}}}}}}`,
		"schemas/plain.json":    anObject,
		"schemas/README.md":     "not a schema",
		"schemas/broken.json":   `{"oneOf":[]}`,
		"samples/hosts.json":    "{}",
		"schemas/sub/deep.json": anObject,
	})
	team := tree(map[string]string{"evidence/schemas/badges.json": anObject, "schemas/elsewhere.json": anObject})
	k, err := evidence.LoadKinds(own, team)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"badges", "broken", "hosts", "plain"}, k.Names()); diff != "" {
		t.Error(diff)
	}
	hosts, ok := k.Get("hosts")
	if !ok {
		t.Fatal("no kind hosts")
	}
	if hosts.MaxAge != 7*24*time.Hour || hosts.Subject != "/id" || hosts.Collected != "/at" || hosts.Title != "Hosts" ||
		hosts.Description != "All hosts." || hosts.Source != "evidence/schemas/hosts.json" || len(hosts.Digest) != 64 {
		t.Errorf("%+v", hosts)
	}
	if diff := cmp.Diff([]evidence.Producer{{From: "osquery", How: "read `os_version`"}, {From: "by hand", How: "write it"}}, hosts.Produce); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/users/*/name"}, hosts.Personal); diff != "" {
		t.Error(diff)
	}
	if plain, ok := k.Get("plain"); !ok || plain.MaxAge != evidence.DefaultMaxAge {
		t.Error("a kind that does not say how old evidence may be gets 30 days")
	}
	for _, name := range []string{"broken", "nothing", "", "../hosts", "sub/deep"} {
		if _, ok := k.Get(name); ok {
			t.Errorf("there is a kind %q", name)
		}
	}
	if !k.Has("broken") || k.Has("nothing") {
		t.Error("Has does not tell a wrong schema from none")
	}
	if err := k.Verify(); len(problem.All(err)) != 1 || !strings.Contains(err.Error(), "evidence/schemas/broken.json#/oneOf") {
		t.Errorf("Verify: %v", err)
	}
}

func TestLoadKindsRefusesAWrongWorkspace(t *testing.T) {
	own := tree(map[string]string{"schemas/hosts.json": anObject})
	for situation, c := range map[string]struct{ file, text, want string }{
		"a kind of ours":            {"hosts.json", anObject, `"hosts" is already defined`},
		"no schema":                 {"a.json", `{`, "a.json:1:2"},
		"oneOf":                     {"a.json", `{"type":"object","oneOf":[]}`, "a.json#/oneOf"},
		"payload that is no object": {"a.json", `{"type":"array"}`, "payload of an evidence kind is an object"},
		"name with capitals":        {"MyKind.json", anObject, "no name of an evidence kind"},
		"name with a dot":           {"a.b.json", anObject, "no name of an evidence kind"},
		"max age in words":          {"a.json", `{"type":"object","x-max-age":"a month"}`, "#/x-max-age"},
		"max age as a number":       {"a.json", `{"type":"object","x-max-age":30}`, "#/x-max-age"},
		"max age below the root":    {"a.json", `{"type":"object","properties":{"p":{"x-max-age":"1d"}}}`, "#/p/x-max-age"},
		"personal in words":         {"a.json", `{"type":"object","properties":{"p":{"x-personal":"yes"}}}`, "#/p/x-personal"},
		"subject that is not there": {"a.json", `{"type":"object","x-subject":"/id"}`, "#/x-subject"},
		"named by nothing":          {"a.json", `{"type":"object","properties":{"l":{"items":{"properties":{"id":{}}},"x-named":"name"}}}`, "#/l/x-named"},
		"named below a list":        {"a.json", `{"type":"object","properties":{"l":{"items":{"items":{"properties":{"id":{}}},"x-named":"id"}}}}`, "#/l/*/x-named"},
		"produced in words":         {"a.json", `{"type":"object","x-produce":"run it"}`, "#/x-produce"},
		"produced by nothing":       {"a.json", `{"type":"object","x-produce":[]}`, "#/x-produce"},
		"produced by what is empty": {"a.json", `{"type":"object","x-produce":[{"from":"a","how":"b"},{"from":" ","how":"run it"}]}`, "#/x-produce/1/from: from must be words"},
		"produced without how":      {"a.json", `{"type":"object","x-produce":[{"from":"a"}]}`, "#/x-produce/0/how"},
		"produced with more":        {"a.json", `{"type":"object","x-produce":[{"from":"a","how":"b","c/d":"d"}]}`, "#/x-produce/0/c~1d"},
		"produced with a number":    {"a.json", `{"type":"object","x-produce":[{"from":"a","how":7}]}`, "#/x-produce/0/how"},
		"produced by no object":     {"a.json", `{"type":"object","x-produce":["aws"]}`, "#/x-produce/0: an element"},
		"produced below the root":   {"a.json", `{"type":"object","properties":{"p":{"x-produce":[{"from":"a","how":"b"}]}}}`, "#/p/x-produce"},
		"collected without slash":   {"a.json", `{"type":"object","x-collected":"at","properties":{"at":{}}}`, "#/x-collected"},
	} {
		_, err := evidence.LoadKinds(own, tree(map[string]string{"evidence/schemas/" + c.file: c.text, "evidence/schemas/good.json": anObject}))
		if len(problem.All(err)) != 1 || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "evidence/schemas/"+c.file) {
			t.Errorf("%s: %v", situation, err)
		}
	}
	if _, err := evidence.LoadKinds(own, tree(nil)); err != nil {
		t.Errorf("a workspace without schemas: %v", err)
	}
	if _, err := evidence.LoadKinds(tree(nil)); err == nil {
		t.Error("our own schemas may be missing")
	}
}

func TestCheckSaysTheFirstAndCountsAll(t *testing.T) {
	k := mustKinds(t)
	envelope := func(kind, payload string) *evidence.Document {
		d := evidence.ReadEnvelope([]byte(`{"kind":"`+kind+`","component":"web","payload":`+payload+`}`), reader())
		d.Locate(&evidence.File{Path: "evidence/a.jsonl", Format: "jsonl"}, 3)
		return d
	}
	for _, c := range []struct{ situation, kind, payload, want string }{
		{"valid", "inventory", `{"items":[{"id":"web-01","component":"web"}]}`, ""},
		{"one", "inventory", `{"items":[{"id":"web-01","component":1}]}`,
			"evidence/a.jsonl:3#/payload/items/0/component: does not match kind inventory: is number, must be string; compare it with the schema: assay evidence kinds inventory"},
		{"three", "inventory", `{"items":[{"id":"","component":1}],"Roe":1}`,
			"evidence/a.jsonl:3#/payload/items/0/component: does not match kind inventory: is number, must be string (the first of 3); compare it with the schema: assay evidence kinds inventory"},
		{"very many", "inventory", `{"items":[` + strings.Repeat("1,", 200) + `1]}`,
			"evidence/a.jsonl:3#/payload/items/0: does not match kind inventory: is number, must be object (the first of at least 100); compare it with the schema: assay evidence kinds inventory"},
		{"kind misspelt", "inventroy", `{}`, "evidence/a.jsonl:3: its kind is none of those known; the nearest is inventory"},
		{"already broken", "inventory", `1`, "evidence/a.jsonl:3#/payload: payload must be an object"},
	} {
		got := ""
		if p := k.Check(envelope(c.kind, c.payload)); p != nil {
			got = p.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %s\nwant %s", c.situation, got, c.want)
		}
	}
	kind, _ := k.Get("inventory")
	bare := evidence.ReadPayload([]byte(`{"items":[{}]}`), reader(), kind, "", "")
	bare.Locate(&evidence.File{Path: "assets.json", Format: "payload"}, 0)
	if p := k.Check(bare); p == nil || p.Where() != "assets.json#/items/0" {
		t.Errorf("a payload without envelope: %v", p)
	}
	far := k.Check(envelope("Jane Roe 1970", `{}`))
	if far == nil || strings.Contains(far.Error(), "Jane") || !strings.Contains(far.Remedy, "inventory") {
		t.Errorf("a kind far from all: %v", far)
	}
	if p := k.Check(&evidence.Document{Kind: "inventory"}); p == nil {
		t.Error("a document without payload passes")
	}
}

// Every kind has a schema that compiles and a sample that is valid, so that
// nobody meets a kind without an example of it.
func TestEveryKindHasASample(t *testing.T) {
	k := mustKinds(t)
	if err := k.Verify(); err != nil {
		t.Fatal(err)
	}
	for _, name := range k.Names() {
		kind, _ := k.Get(name)
		if kind.Title == "" || kind.Description == "" {
			t.Errorf("kind %s has no title or no description", name)
		}
		if len(kind.Produce) == 0 {
			t.Errorf("kind %s has no x-produce: its schema says not how to come by it", name)
		}
		d, ok := sample(t, name)
		if !ok {
			t.Errorf("kind %s has no sample evidence/samples/%s.json", name, name)
			continue
		}
		if p := k.Check(d); p != nil {
			t.Errorf("sample of %s: %v", name, p)
		}
		if d.Kind != name || d.Age(testkit.Clock(), kind.MaxAge) != evidence.Fresh {
			t.Errorf("sample of %s is of kind %s and %v on %v", name, d.Kind, d.Age(testkit.Clock(), kind.MaxAge), testkit.Clock())
		}
	}
	files, err := fs.Glob(evidence.Schemas, "samples/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(f, "samples/"), ".json"); !k.Has(name) {
			t.Errorf("%s is the sample of no kind", f)
		}
	}
}

// Every object of every kind is closed, so that a misspelt member is an error and no
// silence, and every member says what it means.
func TestKindsAreClosedAndDescribed(t *testing.T) {
	k := mustKinds(t)
	for _, name := range k.Names() {
		kind, _ := k.Get(name)
		var schema map[string]any
		if err := json.Unmarshal(kind.Schema, &schema); err != nil {
			t.Fatal(err)
		}
		defs, _ := schema["$defs"].(map[string]any)
		described := func(node map[string]any) bool {
			ref, _ := node["$ref"].(string)
			target, _ := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
			return node["description"] != nil || target["description"] != nil
		}
		var walk func(node any, at string)
		walk = func(node any, at string) {
			switch n := node.(type) {
			case []any:
				for _, e := range n {
					walk(e, at)
				}
			case map[string]any:
				members, ok := n["properties"].(map[string]any)
				_, isMap := n["additionalProperties"].(map[string]any)
				if open := n["additionalProperties"] != false; open && (ok || isObject(n["type"]) && !isMap) {
					t.Errorf("%s%s: the object is open", name, at)
				}
				for _, word := range []string{"oneOf", "anyOf", "allOf", "not", "if", "patternProperties"} {
					if n[word] != nil && !strings.HasSuffix(at, "/properties") {
						t.Errorf("%s%s: %s is no word of kinds", name, at, word)
					}
				}
				for key, e := range members {
					if m, _ := e.(map[string]any); !described(m) {
						t.Errorf("%s%s/%s says not what it means", name, at, key)
					}
				}
				for key, e := range n {
					walk(e, at+"/"+key)
				}
			}
		}
		walk(schema, "")
	}
}

// isObject says whether a schema's type admits an object.
func isObject(types any) bool {
	list, _ := types.([]any)
	return types == "object" || slices.Contains(list, any("object"))
}

func sample(t testing.TB, name string) (*evidence.Document, bool) {
	raw, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json")
	if err != nil {
		return nil, false
	}
	d := evidence.ReadEnvelope(raw, reader())
	if d.Problem != nil {
		t.Errorf("sample of %s: %v", name, d.Problem)
	}
	return d, true
}

// Two elements of one name would be one subject, and what is said of the one
// would hide that nothing is said of the other.
func TestElementsOfOneNameAreRefused(t *testing.T) {
	const store = `{"id":"vault","type":"bucket","holds":[],"encrypted":%s}`
	text := `{"kind":"storage-encryption","component":"db","payload":{"stores":[` + fmt.Sprintf(store, "true") + "," + fmt.Sprintf(store, "null") + `]}}`
	p := mustKinds(t).Check(evidence.ReadEnvelope([]byte(text), reader()))
	if p == nil || p.Place.Pointer != "/payload/stores/1" || !strings.Contains(p.What, "has the same id as an element before it") || strings.Contains(p.What, "vault") {
		t.Errorf("got %v", p)
	}
	// Every list whose elements have an id that checks name says so, but for
	// records of scanners, of which many share the id of a rule, and inventories,
	// which are joined.
	for _, name := range mustKinds(t).Names() {
		kind, _ := mustKinds(t).Get(name)
		said := map[string]bool{}
		for _, a := range slices.Concat(kind.Program.Annotations("x-unique"), kind.Program.Annotations("x-named")) {
			said[a.Pointer] = true
		}
		var s struct {
			Properties map[string]struct {
				Items struct {
					Required []string `json:"required"`
				} `json:"items"`
			} `json:"properties"`
		}
		if err := json.Unmarshal(kind.Schema, &s); err != nil {
			t.Fatal(err)
		}
		for list, of := range s.Properties {
			if slices.Contains(of.Items.Required, "id") && list != "findings" && name != "inventory" && !said["/"+list] {
				t.Errorf("%s: elements of %s have an id, and nothing says that no two share it", name, list)
			}
		}
	}
}

// A name that stands twice in a list marked so is told, and nothing else is.
func TestTwice(t *testing.T) {
	kinds, err := evidence.LoadKinds(tree(map[string]string{"schemas/a.json": `{"type":"object","properties":{"l":{"x-named":"id","items":{"properties":{"id":{}}}},"m":{"items":{"properties":{"id":{}}}}}}`}))
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := kinds.Get("a")
	for payload, want := range map[string]string{
		`{"l":[{"id":"x"},{"id":"y"},{"id":"x"},{"id":"x"}]}`:    "map[x:true]",
		`{"l":[{"id":"x"},{"id":"y"},{"id":"X"}]}`:               "map[]",
		`{"l":[{},{},1,1,{"id":null},{"id":null},{"id":["x"]}]}`: "map[]",
		`{"m":[{"id":"x"},{"id":"x"}]}`:                          "map[]",
		`{"l":{"id":"x"}}`:                                       "map[]",
	} {
		v, err := reader().Decode([]byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(kind.Twice(v)); got != want {
			t.Errorf("%s: %s, want %s", payload, got, want)
		}
	}
}

// Each kind's program answers as a general validator does, over random changes
// of its sample.
func TestKindsAgreeWithAGeneralValidator(t *testing.T) {
	k := mustKinds(t)
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range k.Names() {
		kind, _ := k.Get(name)
		raw, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json")
		if err != nil {
			continue // TestEveryKindHasASample says so
		}
		var envelope struct{ Payload any }
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&envelope); err != nil {
			t.Fatal(err)
		}
		valid, words := testkit.SchemaOracle(t, kind.Schema), kind.Program.Keys()
		for range 150 {
			text, err := json.Marshal(testkit.Mutate(r, envelope.Payload, words))
			if err != nil {
				t.Fatal(err)
			}
			v, err := reader().Decode(text)
			if err != nil {
				t.Fatal(err)
			}
			// What tells elements apart is a word of ours, which the general
			// validator does not know.
			found := slices.DeleteFunc(kind.Program.Check(v, 100), func(v schema.Violation) bool { return v.Keyword == "x-unique" })
			if got, want := len(found) == 0, valid(text); got != want {
				t.Fatalf("%s: we say %t, the general validator %t: %s", name, got, want, text)
			}
		}
	}
}

// A kind keeps its name when the buffer of the document that asked for it first is
// used again.
func TestAKindKeepsItsName(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(`{"kind":"iam-accounts","component":"idp","payload":{"accounts":1}}`)
	v := &evidence.Verifier{Kinds: kinds}
	doc := v.ReadEnvelope(text, reader())
	k, ok := kinds.Get(doc.Kind)
	if !ok {
		t.Fatal(doc.Kind)
	}
	copy(text, bytes.Repeat([]byte("X"), len(text)))
	if k.Name != "iam-accounts" {
		t.Errorf("it is %q now", k.Name)
	}
}
