package strictyaml_test

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

type sample struct {
	Name   strictyaml.At[string]     `yaml:"name,required"`
	Count  int                       `yaml:"count"`
	Share  float64                   `yaml:"share"`
	On     bool                      `yaml:"on-off"`
	Tags   []string                  `yaml:"tags"`
	Inner  *inner                    `yaml:"inner"`
	Params map[string]strictyaml.Raw `yaml:"params"`
	Words  words                     `yaml:"words"`
	Waiver strictyaml.Later          `yaml:"waivers"`
}

type inner struct {
	Deep string `yaml:"deep"`
}

// words is one word or a list of words.
type words []string

func (w *words) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind == yaml.ScalarNode {
		var one string
		p.Decode(n, &one)
		*w = words{one}
		return
	}
	var many []string
	p.Decode(n, &many)
	*w = many
}

func (w words) ToYAML() any { return []string(w) }

func TestDecode(t *testing.T) {
	var s sample
	err := strictyaml.Decode("a.yaml", []byte(`
name: 2026-01-05
count: -12
share: 0.5
on-off: true
tags: [a, "1"]
inner: {deep: x}
params: {days: 35.0, list: [1e2, b], text: "é"}
words: one
`), &s)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name.Value != "2026-01-05" || s.Name.Place.String() != "a.yaml:2:7" {
		t.Errorf("name = %v", s.Name)
	}
	if s.Count != -12 || s.Share != 0.5 || !s.On || len(s.Tags) != 2 || s.Inner.Deep != "x" || s.Words[0] != "one" {
		t.Errorf("decoded %+v", s)
	}
	if got := s.Params["days"].JSON; got != "35" {
		t.Errorf("35.0 is canonically %s", got)
	}
	if got := s.Params["list"].JSON; got != `[100,"b"]` {
		t.Errorf("list is canonically %s", got)
	}
}

// Every row is a file that must be refused, with the exact problems.
func TestDecodeRefuses(t *testing.T) {
	rows := []struct{ name, in, want string }{
		{"empty file", "", "1:1: the file is empty"},
		{"only a comment", "# nothing\n", "1:1: the file is empty"},
		{"two documents", "name: a\n---\nname: b\n", "2:1: a second document begins here"},
		{"broken second document", "name: a\n---\n]\n", "3:1: not valid YAML"},
		{"truncated list", "name: [a,\n", "2:1: not valid YAML: a list or map before this lacks a value or its closing bracket"},
		{"list without end", "name: [a\ncount: 1\n", "1:7: not valid YAML: the list that begins here lacks a comma or its closing bracket"},
		{"tab as indentation", "inner:\n\tdeep: x\n", "2:1: not valid YAML: the line is indented with a tab; indent with spaces"},
		{"tab behind spaces", "inner:\n  a: b\n  \tdeep: x\n", "3:"},
		{"pattern without quotes", "name: *.json\n", "1:7: not valid YAML: text that begins with * must be in quotes"},
		{"deep pattern without quotes", "name: **/*.json\n", "1:7: not valid YAML: text that begins with * must be in quotes"},
		{"pattern in braces without quotes", "inner: {deep: */x.json}\n", "1:15: not valid YAML: text that begins with * must be in quotes"},
		{"ampersand without quotes", "name: &\n", "1:7: not valid YAML: text that begins with & must be in quotes"},
		{"percent sign without quotes", "name: %a\n", "1:7: not valid YAML"},
		{"colon in text", "name: a: b\n", "1:8: not valid YAML: a second colon on this line; put text that has a colon and a space in quotes"},
		{"quote without end", "count: 1\nname: 'a\n", "2:7: not valid YAML: the text that begins here lacks its closing quote"},
		{"double quote without end", "name: \"a\ncount: 1\n", "1:7: not valid YAML: the text that begins here lacks its closing quote"},
		{"map without end", "inner: {deep: x\nname: a\n", "1:8: not valid YAML: the map that begins here lacks a comma or its closing brace"},
		{"key without colon", "name: a\ncount\n", "2:1: not valid YAML: a key without a colon"},
		{"key out of line", "inner:\n    deep: x\n  more: y\n", "3:3: not valid YAML"},
		{"dash out of line", "tags:\n  - a\n - b\n", "3:2: not valid YAML"},
		{"duplicate key", "name: a\nname: b\n", `2:1: key "name" comes twice; it is already on line 1`},
		{"duplicate key by another spelling", "name: a\n\"name\": b\n", `2:1: key "name" comes twice`},
		{"unknown key, misspelt", "name: a\ntgas: [x]\n", `2:1: unknown key "tgas"; did you mean tags?`},
		{"unknown key, unlike any", "name: a\nzzzzzzz: x\n", `2:1: unknown key "zzzzzzz"; known here: count, inner, name`},
		{"key of a later version", "name: a\nwaivers: []\n", "2:1: key waivers is not supported yet by this version"},
		{"missing key", "count: 1\n", "1:1: key name is missing"},
		{"alias", "name: &n a\ntags: [*n]\n", "2:8: aliases are not supported"},
		{"anchor", "name: &n a\n", "1:7: anchors are not supported"},
		{"merge key", "name: a\n<<: {count: 1}\n", "2:1: merge keys are not supported"},
		{"custom tag", "name: !secret a\n", "1:7: tags are not supported"},
		{"core tag", "name: !!str 1\n", "1:7: tags are not supported"},
		{"binary tag", "name: !!binary aGk=\n", "1:7: tags are not supported"},
		{"bare tag", "name: ! a\n", "1:7: tags are not supported"},
		{"list as key", "? [a]\n: b\n", "1:3: a key must be text"},
		{"no value", "name:\n", "1:6: name: there is no value"},
		{"null", "name: ~\n", "1:7: name: there is no value"},
		{"null in a parameter", "name: a\nparams: {x: [1, null]}\n", "2:17: x: there is no value"},
		{"null deep in a parameter", "name: a\nparams: {x: {y: }}\n", "2:17: x: there is no value"},
		{"null in a list", "name: a\ntags: [null]\n", "2:8: tags: there is no value"},
		{"number for text", "name: 12\n", "1:7: name: want text, found a number; put it in quotes"},
		{"truth for text", "name: true\n", "1:7: name: want text, found true"},
		{"map for text", "name: {a: b}\n", "1:7: name: want text, found a map"},
		{"text for a list", "name: a\ntags: x\n", "2:7: tags: want a list, found text"},
		{"list for a map", "name: a\ninner: [x]\n", "2:8: inner: want a map, found a list"},
		{"octal", "name: a\ncount: 010\n", "2:8: count: want a whole number"},
		{"underscore", "name: a\ncount: 1_000\n", "2:8: count: want a whole number"},
		{"hexadecimal", "name: a\ncount: 0x1f\n", "2:8: count: want a whole number"},
		{"fraction for a whole number", "name: a\ncount: 1.0\n", "2:8: count: want a whole number"},
		{"giant whole number", "name: a\ncount: 99999999999999999999\n", "2:8: count: want a whole number"},
		{"quoted number for a number", "name: a\nshare: \"0.5\"\n", "2:8: share: want a number, found text"},
		{"not a number", "name: a\nshare: .nan\n", "2:8: share: want a number"},
		{"infinity", "name: a\nshare: .inf\n", "2:8: share: want a number"},
		{"giant exponent", "name: a\nshare: 1e999999999\n", "2:8: share: want a number"},
		{"yes for true", "name: a\non-off: yes\n", "2:9: on-off: want true or false, found text"},
		{"NaN as parameter", "name: a\nparams: {x: .nan}\n", "2:13: this number has no one meaning"},
		{"parameter too precise", "name: a\nparams: {x: 0.1234567890123456789}\n", "2:13: x: a number is too large or too precise"},
		{"parameter too large", "name: a\nparams: {x: 9007199254740993}\n", "2:13: x: a number is too large or too precise"},
		{"byte order mark", "\xef\xbb\xbfname: a\n", "1:1: the file begins with a byte order mark"},
		{"UTF-16 with mark", "\xff\xfen\x00a\x00", "1:1: the file is UTF-16"},
		{"UTF-16 without mark", "n\x00a\x00m\x00e\x00", "1:1: the file looks like UTF-16"},
		{"not UTF-8", "name: a\n# \xff\n", "2:3: not valid UTF-8"},
		{"control character", "name: a\x07\n", "1:8: control character U+0007"},
		{"NUL", "name: a\x00b\n", "1:8: control character U+0000"},
		{"YAML of the future", "%YAML 9.9\n---\nname: a\n", "1:1: not valid YAML"},
		{"deep flow", "name: " + strings.Repeat("[", 300), "1:107: not valid YAML: exceeded max depth of 100"},
		{"deep block", "name: a\ntags:\n" + strings.Repeat("- ", 300) + "x", "3:"},
		{"list as the whole file", "[a]\n", "1:1: want a map, found a list"},
		{"text as the whole file", "hello\n", "1:1: want a map, found text"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var s sample
			err := strictyaml.Decode("a.yaml", []byte(row.in), &s)
			if err == nil {
				t.Fatalf("accepted as %+v", s)
			}
			if !strings.Contains(err.Error(), "a.yaml:"+row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			for _, p := range problem.All(err) {
				if p.Remedy == "" {
					t.Errorf("%v says no remedy", p)
				}
			}
		})
	}
}

func TestDecodeTellsEveryProblemInOrder(t *testing.T) {
	var s sample
	err := strictyaml.Decode("a.yaml", []byte("tgas: 1\ncount: x\ninner: {deeep: y}\n"), &s)
	var got []string
	for _, p := range problem.All(err) {
		got = append(got, p.Where())
	}
	want := "a.yaml:1:1 a.yaml:1:1 a.yaml:2:8 a.yaml:3:9"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s\n%v", got, want, err)
	}
}

func TestDecodeBoundsItsWork(t *testing.T) {
	rows := []struct{ name, in, want string }{
		{"too large", strings.Repeat("#", strictyaml.MaxSize+1), "more than 16777216"},
		{"too many values", "name: a\ntags: [" + strings.Repeat("a,", strictyaml.MaxMarks) + "]", "too many values"},
		{"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "anchors are not supported"},
		{"endless wrong keys", strings.Repeat("? zz\n", 1000), "comes twice"},
		{"endless unknown keys", manyKeys(50_000), "unknown key"},
		{"long key", strings.Repeat("k", 100_000) + ": 1\n", "unknown key"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var s sample
			err := strictyaml.Decode("a.yaml", []byte(row.in), &s)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Fatalf("got %.200v", err)
			}
			if n := len(err.Error()); n > 20_000 {
				t.Errorf("the message has %d bytes", n)
			}
		})
	}
}

// manyKeys is a map of n keys that nobody knows.
func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "tag%d: 1\n", i)
	}
	return b.String()
}

func TestNear(t *testing.T) {
	known := []string{"sources", "scope", "system", "system-id", "frameworks"}
	rows := []struct{ word, want string }{
		{"sorces", "sources"},
		{"souces", "sources"},
		{"scpoe", "scope"},
		{"framework", "frameworks"},
		{"System", "system system-id"},
		{"xyz", ""},
		{"", ""},
	}
	for _, row := range rows {
		if got := strings.Join(strictyaml.Near(row.word, known), " "); got != row.want {
			t.Errorf("Near(%q) = %q, want %q", row.word, got, row.want)
		}
	}
}
