package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/schema"
	"github.com/assay-compliance/assay/internal/testkit"
)

func compile(t testing.TB, raw string) *schema.Program {
	t.Helper()
	p, err := schema.Compile("evidence/schemas/x.json", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func decode(t testing.TB, text string) ast.Value {
	t.Helper()
	v, err := jsonast.New(jsonast.Limits{}).Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// matches says what the scanner does of a whole text. Two things it leaves to the
// program: constants that are objects, and names that are no text.
func matches(p *schema.Program, text []byte) bool {
	var s schema.Scanner
	return s.Pass.Begin(jsonast.New(jsonast.Limits{}), text) && s.Matches(p) && s.Pass.End()
}

func TestCheckSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, c := range []struct {
		situation, schema, value string
		want                     []string // pointer keyword: message
	}{
		{"anything", `{}`, `{"a":[1]}`, nil},
		{"anything, said with true", `{"properties":{"a":true}}`, `{"a":[1]}`, nil},
		{"another type", `{"type":"string"}`, `1`, []string{" type: is number, must be string"}},
		{"none of two types", `{"type":["integer","null"]}`, `1.5`, []string{" type: is number, must be null or integer"}},
		{"an integer with a point is one", `{"type":"integer"}`, `1.0`, nil},
		{"an integer with an exponent is one", `{"type":"integer"}`, `15e-1`, []string{" type: is number, must be integer"}},
		{"null where it may be", `{"type":["string","null"],"minLength":1}`, `null`, nil},
		{"object for array", `{"type":"array"}`, `{}`, []string{" type: is object, must be array"}},
		{"required key", `{"properties":{"id":{}},"required":["id"]}`, `{}`, []string{` required: lacks "id"`}},
		{"required key, but no object", `{"properties":{"id":{}},"required":["id"]}`, `[]`, nil},
		{"unknown key", `{"properties":{"id":{}},"additionalProperties":false}`, `{"id":1,"Jane Roe":2}`,
			[]string{"/* additionalProperties: has a key the schema does not know; it knows id"}},
		{"unknown keys", `{"additionalProperties":false}`, `{"x":1,"y":2}`,
			[]string{"/* additionalProperties: has 2 keys the schema does not know; it knows none here"}},
		{"unknown keys with a schema", `{"properties":{"id":{}},"additionalProperties":{"type":"string"}}`, `{"id":1,"x":"a","y":2}`,
			[]string{"/* type: is number, must be string"}},
		{"deep", `{"properties":{"a/b":{"items":{"properties":{"c":{"type":"boolean"}}}}}}`, `{"a/b":[{"c":true},{"c":0}]}`,
			[]string{"/a~1b/1/c type: is number, must be boolean"}},
		{"enumeration", `{"enum":["low","high",3,null]}`, `"Low"`, []string{` enum: is none of high, low, 3, null`}},
		{"enumeration, number written otherwise", `{"enum":[3]}`, `3.0`, nil},
		{"constant object", `{"const":{"a":[1]}}`, `{"a":[1.0]}`, nil},
		{"constant", `{"const":"v1"}`, `"v2"`, []string{" enum: is none of v1"}},
		{"pattern is unanchored", `{"pattern":"b+"}`, `"abbc"`, nil},
		{"pattern", `{"pattern":"^b+$"}`, `"abbc"`, []string{" pattern: does not match the pattern ^b+$"}},
		{"pattern on a number", `{"pattern":"^b+$"}`, `7`, nil},
		{"length in characters", `{"minLength":2,"maxLength":3}`, `"é中😀"`, nil},
		{"short", `{"minLength":2}`, `"é"`, []string{" minLength: is shorter than 2 characters"}},
		{"long", `{"maxLength":0}`, `"a"`, []string{" maxLength: is longer than 0 characters"}},
		{"minimum", `{"minimum":1}`, `0.999`, []string{" minimum: is below 1"}},
		{"minimum met", `{"minimum":1}`, `1.0`, nil},
		{"exclusive minimum", `{"exclusiveMinimum":1}`, `1.0`, []string{" minimum: is below 1, or equal to it"}},
		{"maximum beyond int64", `{"maximum":9223372036854775807}`, `9223372036854775808`, []string{" maximum: is above 9223372036854775807"}},
		{"exclusive maximum", `{"exclusiveMaximum":1e2}`, `100`, []string{" maximum: is above 1e2, or equal to it"}},
		{"few elements", `{"minItems":1}`, `[]`, []string{" minItems: has fewer than 1 elements"}},
		{"many elements", `{"maxItems":0}`, `[1]`, []string{" maxItems: has more than 0 elements"}},
		{"same element", `{"uniqueItems":true}`, `[{"a":1},2,{"a":1.0}]`, []string{" uniqueItems: has the same element twice"}},
		{"no same element", `{"uniqueItems":true}`, `[1,"1",true,null,[1],{"a":1}]`, nil},
		{"elements of one name", `{"x-unique":"id","items":{"properties":{"id":{}}}}`, `[{"id":"a"},{"id":"b"},{"id":"a"},{"id":"b"}]`, []string{"/2 x-unique: has the same id as an element before it"}},
		{"elements without a name, or named otherwise", `{"x-unique":"id","items":{"properties":{"id":{}}}}`, `[{},{},1,1,{"id":null},{"id":null},{"id":"A"},{"id":"a"}]`, nil},
		{"derived property", `{"properties":{"vex":{"type":"string","x-derived":true}}}`, `{"vex":"not affected"}`, []string{"/vex x-derived: is derived by assay, and evidence may not have it"}},
		{"derived property of another type", `{"properties":{"vex":{"type":"string","x-derived":true}}}`, `{"vex":null}`, []string{"/vex x-derived: is derived by assay, and evidence may not have it"}},
		{"derived property that is not there", `{"properties":{"vex":{"type":"string","x-derived":true}}}`, `{}`, nil},
		{"property that is not derived", `{"properties":{"vex":{"type":"string","x-derived":false}}}`, `{"vex":""}`, nil},
		{"format", `{"format":"date-time"}`, `"2026-11-20"`, []string{" format: is no date-time"}},
		{"format on a number", `{"format":"date-time"}`, `2026`, nil},
		{"reference", `{"items":{"$ref":"#/$defs/n"},"$defs":{"n":{"type":"null"}}}`, `[null,0]`, []string{"/1 type: is number, must be null"}},
		{"reference to a reference", `{"items":{"$ref":"#/$defs/m"},"$defs":{"m":{"$ref":"#/$defs/n"},"n":{"type":"null"}}}`, `[0]`,
			[]string{"/0 type: is number, must be null"}},
		{"recursive schema", `{"properties":{"id":{"type":"string"},"parts":{"items":{"$ref":"#"}}}}`, `{"parts":[{"parts":[{"id":1}]}]}`,
			[]string{"/parts/0/parts/0/id type: is number, must be string"}},
		{"number key is not shown", `{"additionalProperties":{"type":"null"}}`, `{"123-45-6789":1}`, []string{"/* type: is number, must be null"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			var got []string
			p := compile(t, c.schema)
			left := c.situation == "constant object" || c.situation == "elements without a name, or named otherwise"
			if got := matches(p, []byte(c.value)); got != (c.want == nil && !left) {
				t.Errorf("the scanner says %t", got)
			}
			for _, v := range p.Check(decode(t, c.value), 10) {
				got = append(got, v.Pointer+" "+v.Keyword+": "+v.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckCountsUpToItsLimit(t *testing.T) {
	p := compile(t, `{"items":{"type":"object","properties":{"b":{"type":"null"},"a":{"type":"null"}},"required":["a"]}}`)
	v := decode(t, `[1,{"b":2},{"a":3,"b":4}]`)
	var got []string
	for _, x := range p.Check(v, 100) {
		got = append(got, x.Pointer+" "+x.Keyword)
	}
	want := []string{"/0 type", "/1 required", "/1/b type", "/2/a type", "/2/b type"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for limit, n := range map[int]int{-1: 1, 0: 1, 1: 1, 3: 3, 5: 5} {
		if got := len(p.Check(v, limit)); got != n {
			t.Errorf("limit %d: %d violations, want %d", limit, got, n)
		}
	}
}

func TestViolationsShowNothingOfTheValue(t *testing.T) {
	const secret = "Jane-Roe-1970"
	v := decode(t, strings.ReplaceAll(`{"S":{"S":["S"]},"a":"S","b":["S","S"],"c":{"S":1},"d":"S","e":{"S":"S"}}`, "S", secret))
	p := compile(t, `{"properties":{
		"a":{"type":"integer"}, "b":{"uniqueItems":true,"items":{"format":"uuid","pattern":"^x$","maxLength":3}},
		"c":{"additionalProperties":false}, "d":{"enum":["x"]}, "e":{"additionalProperties":{"const":7}}},
		"additionalProperties":{"type":"null"}}`)
	found := p.Check(v, 100)
	if len(found) != 12 {
		t.Errorf("%d violations, want 12", len(found))
	}
	if s := fmt.Sprint(found); strings.Contains(s, "Jane") {
		t.Errorf("the value is shown: %s", s)
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct{ situation, schema, where, what string }{
		{"no JSON", `{"type":`, "evidence/schemas/x.json:1:9", "the text ends in the middle of a value"},
		{"duplicate keyword", `{"type":"null","type":"null"}`, "evidence/schemas/x.json:1:16", "the same key twice"},
		{"no object", `[]`, "evidence/schemas/x.json", "must be an object"},
		{"false", `{"properties":{"a":false}}`, "#/properties/a", "must be an object"},
		{"oneOf", `{"oneOf":[{}]}`, "#/oneOf", `keyword "oneOf"`},
		{"anyOf, deep", `{"properties":{"a":{"items":{"anyOf":[]}}}}`, "#/properties/a/items/anyOf", `keyword "anyOf"`},
		{"allOf", `{"allOf":[{}]}`, "#/allOf", `keyword "allOf"`},
		{"not", `{"not":{}}`, "#/not", `keyword "not"`},
		{"if", `{"if":{},"then":{}}`, "#/if", `keyword "if"`},
		{"patternProperties", `{"patternProperties":{}}`, "#/patternProperties", `keyword "patternProperties"`},
		{"multipleOf", `{"multipleOf":2}`, "#/multipleOf", `keyword "multipleOf"`},
		{"misspelt keyword", `{"requierd":[]}`, "#/requierd", `keyword "requierd"`},
		{"oneOf in a definition nobody uses", `{"$defs":{"a":{"oneOf":[]}}}`, "#/$defs/a/oneOf", `keyword "oneOf"`},
		{"definitions below the root", `{"properties":{"a":{"$defs":{}}}}`, "#/properties/a/$defs", `keyword "$defs"`},
		{"unknown type", `{"type":"text"}`, "#/type", "type must be"},
		{"two types", `{"type":["string","integer"]}`, "#/type", "allows integer or string"},
		{"two types and null", `{"type":["object","null","array"]}`, "#/type", "allows null or array or object"},
		{"structure below unnamed keys", `{"additionalProperties":{"properties":{"a":{}}}}`, "#/additionalProperties", "have a structure"},
		{"arrays below unnamed keys", `{"properties":{"m":{"additionalProperties":{"items":{}}}}}`, "#/properties/m/additionalProperties", "have a structure"},
		{"structure below unnamed keys, by reference", `{"properties":{"a":{}},"additionalProperties":{"$ref":"#"}}`, "#/additionalProperties", "have a structure"},
		{"no type", `{"type":[]}`, "#/type", "names no type"},
		{"required unknown", `{"properties":{"id":{}},"required":["ID"]}`, "#/required", `"ID"`},
		{"required no array", `{"required":"id"}`, "#/required", "array of strings"},
		{"required no strings", `{"required":[1]}`, "#/required", "array of strings"},
		{"properties no object", `{"properties":[]}`, "#/properties", "object of schemas"},
		{"negative length", `{"minLength":-1}`, "#/minLength", "whole number"},
		{"length with a fraction", `{"maxLength":1.5}`, "#/maxLength", "whole number"},
		{"limit in words", `{"minimum":"1"}`, "#/minimum", "a number"},
		{"two minima", `{"exclusiveMinimum":1,"minimum":1}`, "#/minimum", "side by side"},
		{"enum and const", `{"const":1,"enum":[1]}`, "#/enum", "side by side"},
		{"empty enum", `{"enum":[]}`, "#/enum", "at least one"},
		{"pattern of another syntax", `{"pattern":"(?=a)"}`, "#/pattern", "regular expression"},
		{"unknown format", `{"format":"colour"}`, "#/format", "not known"},
		{"uniqueItems in words", `{"uniqueItems":"yes"}`, "#/uniqueItems", "true or false"},
		{"elements told apart by nothing", `{"x-unique":"id","items":{"properties":{"name":{}}}}`, "#/x-unique", "names a property that the elements do not have"},
		{"elements told apart, and no array", `{"x-unique":"id"}`, "#/x-unique", "names a property that the elements do not have"},
		{"elements told apart by a number", `{"x-unique":1,"items":{"properties":{"1":{}}}}`, "#/x-unique", "names a property that the elements do not have"},
		{"reference to nowhere", `{"$ref":"#/$defs/a"}`, "", "leads to no schema"},
		{"reference to a file", `{"items":{"$ref":"other.json"}}`, "#/items/$ref", "leads to no schema"},
		{"reference into a property", `{"items":{"$ref":"#/properties/a"},"properties":{"a":{}}}`, "#/items/$ref", "leads to no schema"},
		{"reference that is no string", `{"items":{"$ref":1}}`, "#/items/$ref", "must be a string"},
		{"reference to itself", `{"items":{"$ref":"#/$defs/a"},"$defs":{"a":{"$ref":"#/$defs/a"}}}`, "#/$defs/a/$ref", "back to itself"},
		{"references in a circle", `{"items":{"$ref":"#/$defs/a"},"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`, "#/$defs/b/$ref", "back to itself"},
		{"assertion beside a reference", `{"items":{"$ref":"#/$defs/a","type":"null"},"$defs":{"a":{}}}`, "#/items/type", "beside $ref"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			_, err := schema.Compile("evidence/schemas/x.json", []byte(c.schema))
			all := problem.All(err)
			if len(all) == 0 {
				t.Fatalf("accepted, or no problem: %v", err)
			}
			if !slices.ContainsFunc(all, func(p *problem.Problem) bool {
				return strings.HasSuffix(p.Where(), c.where) && strings.Contains(p.What, c.what)
			}) {
				t.Errorf("got %v, want %q at %s", err, c.what, c.where)
			}
		})
	}
}

func TestCompileTellsAllProblemsAtOnce(t *testing.T) {
	_, err := schema.Compile("x.json", []byte(`{"oneOf":[],"properties":{"a":{"type":"x"},"b":{"minimum":"y"}},"required":["c"]}`))
	if n := len(problem.All(err)); n != 4 {
		t.Errorf("%d problems, want 4: %v", n, err)
	}
}

func TestAnnotations(t *testing.T) {
	p := compile(t, `{"x-max-age":"7d","type":"object","title":"T","description":"D","properties":{
		"users":{"items":{"$ref":"#/$defs/user"}},
		"by-id":{"additionalProperties":{"type":"string","x-personal":true}},
		"tree":{"$ref":"#/$defs/tree"}},
		"$defs":{"user":{"properties":{"a/name":{"x-personal":true},"id":{}}},
		"tree":{"x-personal":false,"properties":{"kids":{"items":{"$ref":"#/$defs/tree"}}}}}}`)
	var got []string
	for _, a := range p.Annotations("x-personal") {
		got = append(got, a.Pointer+" "+a.Value.String())
	}
	if diff := cmp.Diff([]string{"/by-id/* true", "/tree false", "/users/*/a~1name true"}, got); diff != "" {
		t.Error(diff)
	}
	if a := p.Annotations("x-max-age"); len(a) != 1 || a[0].Pointer != "" || a[0].Value.Compare(ast.String("7d")) != 0 {
		t.Errorf("x-max-age: %v", a)
	}
	if p.Title != "T" || p.Description != "D" || !p.Object() {
		t.Errorf("title %q, description %q, object %t", p.Title, p.Description, p.Object())
	}
	if diff := cmp.Diff([]string{"a/name", "by-id", "id", "kids", "tree", "users"}, p.Keys()); diff != "" {
		t.Error(diff)
	}
	for pointer, want := range map[string]bool{
		"/users": true, "/users/0/id": true, "/users/0/a~1name": true, "/users/x/id": false, "/by-id/a": false, "/tree/kids/3/kids": true, "": false, "/": false, "users": false,
	} {
		if p.Knows(pointer) != want {
			t.Errorf("Knows(%q) is %t", pointer, !want)
		}
	}
}

// The oracle is a general validator: the program accepts exactly what it
// accepts, over random changes of a real document.
func TestProgramAgreesWithAGeneralValidatorOnHosts(t *testing.T) {
	p := compile(t, testkit.HostSchema)
	valid := testkit.SchemaOracle(t, []byte(testkit.HostSchema))
	r := rand.New(rand.NewPCG(1, 2))
	words := append(p.Keys(), "prod", "linux", "host-config/v1", "CVE-2026-12345")
	accepted := 0
	for i := range 3000 {
		text := marshal(t, testkit.Mutate(r, unmarshal(t, testkit.HostDocument(i%20)), words))
		got, want := len(p.Check(decode(t, string(text)), 1)) == 0, valid(text)
		if got != want {
			t.Fatalf("we say %t, the general validator %t: %s", got, want, text)
		}
		if scanned := matches(p, text); scanned != want {
			t.Fatalf("the scanner says %t, the general validator %t: %s", scanned, want, text)
		}
		if got {
			accepted++
		}
	}
	if accepted < 50 || accepted > 2500 {
		t.Errorf("%d of 3000 were accepted: the changes do not try both sides", accepted)
	}
}

// And over random schemas of the subset with random values for them.
func TestProgramAgreesWithAGeneralValidatorOnRandomSchemas(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	accepted, total := 0, 0
	for range 250 {
		g := generator{r: r}
		raw := marshal(t, g.schema(0))
		p := compile(t, string(raw))
		valid := testkit.SchemaOracle(t, raw)
		for range 25 {
			text := marshal(t, g.value(0))
			got, want := len(p.Check(decode(t, string(text)), 1)) == 0, valid(text)
			if got != want {
				t.Fatalf("we say %t, the general validator %t\nschema %s\nvalue %s", got, want, raw, text)
			}
			// An enumeration of objects is left to the program.
			if matches(p, text) && !want {
				t.Fatalf("the scanner accepts what the general validator refuses\nschema %s\nvalue %s", raw, text)
			}
			total++
			if got {
				accepted++
			}
		}
	}
	if accepted*10 < total || accepted*10 > total*9 {
		t.Errorf("%d of %d accepted: the values do not try both sides", accepted, total)
	}
}

// generator makes schemas and values over a few keys and words, so that they
// often meet.
type generator struct{ r *rand.Rand }

func (g generator) one(all ...any) any { return all[g.r.IntN(len(all))] }

func (g generator) schema(depth int) map[string]any {
	s := map[string]any{}
	some := func(n int, key string, v any) {
		if g.r.IntN(n) == 0 {
			s[key] = v
		}
	}
	some(2, "type", g.one("string", "integer", "number", "boolean", "object", "array", []any{"string", "null"}, []any{"null", "object"}))
	some(8, "enum", []any{g.one("a", "b", json.Number("1")), nil, json.Number("2"), map[string]any{"a": json.Number("1.0")}, []any{}})
	some(8, "minimum", json.Number(g.one("0", "1", "1.5", "-1e1").(string)))
	some(8, "exclusiveMaximum", json.Number(g.one("2", "1e2", "10").(string)))
	some(8, "minLength", g.r.IntN(3))
	some(8, "maxLength", g.r.IntN(20))
	some(8, "pattern", g.one("^a", "[0-9]", "."))
	some(6, "format", g.one("date-time", "date", "ipv4", "ipv6", "uuid", "uri", "email", "hostname"))
	some(8, "minItems", g.r.IntN(3))
	some(8, "maxItems", g.r.IntN(4))
	some(6, "uniqueItems", true)
	if depth > 2 {
		return s
	}
	some(2, "items", g.schema(depth+1))
	if g.r.IntN(2) == 0 {
		props, required := map[string]any{}, []any{}
		for _, k := range []string{"a", "b", "c/d"} {
			if g.r.IntN(2) == 0 {
				props[k] = g.schema(depth + 1)
				if g.r.IntN(3) == 0 {
					required = append(required, k)
				}
			}
		}
		s["properties"], s["required"] = props, required
	}
	some(3, "additionalProperties", g.one(false, true, g.schema(3)))
	if depth == 0 && g.r.IntN(2) == 0 {
		s["$defs"] = map[string]any{"x": g.schema(3), "y": g.schema(2)}
		s["additionalProperties"] = map[string]any{"$ref": "#/$defs/x"}
		s["items"] = map[string]any{"$ref": g.one("#/$defs/y", "#")}
	}
	return s
}

func (g generator) value(depth int) any {
	switch n := g.r.IntN(6); {
	case depth < 3 && n < 2:
		o := map[string]any{}
		for range g.r.IntN(4) {
			o[g.one("a", "b", "c/d", "e").(string)] = g.value(depth + 1)
		}
		return o
	case depth < 3 && n == 2:
		a := []any{}
		for range g.r.IntN(4) {
			a = append(a, g.value(depth+1))
		}
		return a
	}
	return testkit.Scalar(g.r, []string{"a", "b", "ab"})
}

func unmarshal(t testing.TB, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzCompile: any text compiles or gives problems with a place in the file,
// and what compiles checks any value without a fault.
func FuzzCompile(f *testing.F) {
	f.Add([]byte(testkit.HostSchema), []byte(`{"host":{"id":1}}`))
	f.Add([]byte(`{"$ref":"#","$defs":{"a":{"$ref":"#"}}}`), []byte(`[]`))
	f.Add([]byte(`{"items":{"$ref":"#"},"uniqueItems":true}`), []byte(`[[[]],[[]]]`))
	f.Add([]byte(`{"oneOf":[{}],"type":1,"required":[2],"$defs":3}`), []byte(`1`))
	f.Fuzz(func(t *testing.T, raw, text []byte) {
		p, err := schema.Compile("x.json", raw)
		if err != nil {
			for _, one := range problem.All(err) {
				if one.Place.Path != "x.json" || one.What == "" {
					t.Fatalf("a problem without place or words: %+v", one)
				}
			}
			if len(problem.All(err)) == 0 {
				t.Fatalf("not a problem: %v", err)
			}
			return
		}
		v, err := jsonast.New(jsonast.Limits{}).Decode(text)
		if err != nil {
			if matches(p, text) {
				t.Fatal("the scanner accepts what the decoder refuses")
			}
			return
		}
		first := p.Check(v, 3)
		if len(first) > 0 && matches(p, text) {
			t.Fatal("the scanner accepts what the program does not")
		}
		if again := p.Check(v, 3); !slices.Equal(first, again) {
			t.Fatal("two checks differ")
		}
	})
}

// What a policy reads may have what is derived, as its schema says it.
func TestCheckInput(t *testing.T) {
	p := compile(t, `{"properties":{"id":{"type":"string"},"vex":{"type":"string","x-derived":true}}}`)
	for text, want := range map[string]int{`{"vex":"fixed"}`: 0, `{"vex":7}`: 1, `{"id":7}`: 1} {
		v, err := jsonast.New(jsonast.Default()).Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.CheckInput(v, 9); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
