package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
)

func TestEscapeText(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"a < b & c":               "a &lt; b &amp; c",
		"<b>`x<y`</b>":            "&lt;b&gt;`x<y`&lt;/b&gt;",
		"`a` <i> `b>c` >":         "`a` &lt;i&gt; `b>c` &gt;",
		"one ` alone <script>":    "one ` alone &lt;script&gt;",
		"`a` then ` and <script>": "`a` then ` and &lt;script&gt;",
	} {
		if got := escapeText(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A kind that nobody gave a topic is in the index all the same.
func TestAKindOfNoTopicComesLast(t *testing.T) {
	got := topicsOf([]string{"badges", "dns", "iam-accounts"})
	want := []topic{{"Accounts and access", []string{"iam-accounts"}}, {"Networks and ways in", []string{"dns"}}, {"Others", []string{"badges"}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(topic{})); diff != "" {
		t.Error(diff)
	}
}

// Members are listed as deep as they go, what is required first, with what bounds them;
// a schema that names itself ends.
func TestMembersOf(t *testing.T) {
	members, err := membersOf([]byte(`{"type":"object","required":["z"],"properties":{
		"a":{"type":["string","null"],"description":"One <of> two.","enum":["x|y","z"]},
		"m":{"type":"object","description":"By name.","additionalProperties":{"type":"integer","minimum":1,"maximum":9}},
		"t":{"$ref":"#/$defs/tree","description":"A tree."},
		"z":{"type":"array","description":"All.","minItems":1,"items":{"type":"object","properties":{"at":{"type":"string","format":"date","description":"When."}}}}},
		"$defs":{"tree":{"type":"object","properties":{"below":{"type":"array","description":"More.","items":{"$ref":"#/$defs/tree"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range members {
		got = append(got, fmt.Sprintf("%s (%s %s) %s", m.path, m.types, m.needed, strings.Join(m.words, " ")))
	}
	want := []string{
		"z[] (array of object required) All. Elements: at least 1.",
		"z[].at (string ) When. Format date.",
		"a (string, null ) One &lt;of&gt; two. One of `x|y`, `z`.",
		"m (object ) By name.",
		"m.* (integer ) At least 1. At most 9.",
		"t (object ) A tree.",
		"t.below[] (array of object ) More.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if cell := escapeCell(got[2]); strings.Count(cell, `\|`) != 1 {
		t.Errorf("a bar would end the cell: %s", cell)
	}
	if _, err := membersOf([]byte(`{"properties":[]}`)); err == nil {
		t.Error("what is no schema has members")
	}
}

// What stands in backticks ends where it should: a command without its second backtick
// would take the rest of the page with it.
func TestBackticksOfKindsClose(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range kinds.Names() {
		k, _ := kinds.Get(name)
		for _, p := range append(k.Produce, evidence.Producer{How: k.Description}) {
			if strings.Count(p.How, "`")%2 != 0 || strings.ContainsAny(p.From, "`*") || strings.Contains(p.How, "\n") {
				t.Errorf("%s, %s: a backtick, or a line, does not end where it should", name, p.From)
			}
		}
	}
}
