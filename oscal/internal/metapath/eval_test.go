package metapath

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

const sample = `{"$schema": "x", "assessment-results": {"uuid": "u1", "metadata": {"title": "T \"q\"", "roles": [{"id": "a"}, {"id": "b"}],
  "parties": [{"uuid": "p1", "type": "organization"}, {"uuid": "p2", "type": "person", "member-of-organizations": ["p1"], "props": [{"name": "n", "value": "1"}]}]},
 "results": [{"uuid": "r", "props": [{"name": "x", "value": "1"}, {"name": "x", "ns": "http://example.org/", "value": "2"}],
  "observations": [{"uuid": "o1", "methods": ["TEST"], "props": [{"name": "y", "value": "9"}]}, {"uuid": "o2", "subjects": [{"type": "component"}]}],
  "unknown": [{"a": {"b": []}}]}],
 "back-matter": {"resources": [{"uuid": "k", "rlinks": [{"href": "a", "hashes": [{"algorithm": "SHA-256", "value": "00"}]}]}]}}}`

func build(t testing.TB, text string) *Node {
	t.Helper()
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	b := Builder{Table: table}
	root := b.Build([]byte(text), "assessment-results")
	if root == nil {
		t.Fatal("no tree")
	}
	return root
}

func TestExpressionsGiveTheNodesTheyName(t *testing.T) {
	root := build(t, sample)
	for _, row := range []struct{ expr, want string }{
		{"assessment-results/metadata/role/@id", "/assessment-results/metadata/roles/0/id /assessment-results/metadata/roles/1/id"},
		{"//role[@id='b']", "/assessment-results/metadata/roles/1"},
		{"//party[@type='organization']/@uuid", "/assessment-results/metadata/parties/0/uuid"},
		{"//member-of-organization", "/assessment-results/metadata/parties/1/member-of-organizations/0"},
		{"//prop[has-oscal-namespace('http://csrc.nist.gov/ns/oscal') and @name='x']/@value", "/assessment-results/results/0/props/0/value"},
		{"//prop[has-oscal-namespace(('http://example.org','b'))]", "/assessment-results/results/0/props/1"},
		{"//prop[@value > '5']", "/assessment-results/results/0/observations/0/props/0"},
		{"//(role|party)[not(exists(@uuid))]/@id", "/assessment-results/metadata/roles/0/id /assessment-results/metadata/roles/1/id"},
		{"assessment-results//prop[starts-with(@name,'y')]/@name", "/assessment-results/results/0/observations/0/props/0/name"},
		{"//hash/@algorithm|//hash", "/assessment-results/back-matter/resources/0/rlinks/0/hashes/0/algorithm /assessment-results/back-matter/resources/0/rlinks/0/hashes/0"},
		{"(.)[assessment-results]/assessment-results/@uuid", "/assessment-results/uuid"},
		{"//title[.='T \"q\"']", "/assessment-results/metadata/title"},
		{"//role[@id!='a' or @id='z']/@id", "/assessment-results/metadata/roles/1/id"},
		{"//unknown", ""},
		{"//prop[@name=('q','r')]", ""},
	} {
		e, err := Parse(row.expr)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		e.Select(&Scope{}, root, func(n *Node) { got = append(got, n.Pointer()) })
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s\ngot  %v\nwant %s", row.expr, got, row.want)
		}
		if e.Holds(&Scope{}, root) != (len(got) > 0) {
			t.Errorf("%s: holds and gives %v", row.expr, got)
		}
	}
}

func TestAFieldWithFlagsHasItsValue(t *testing.T) {
	root := build(t, sample)
	e, _ := Parse("//hash")
	if text, ok := e.Text(&Scope{}, root); !ok || string(text) != "00" {
		t.Errorf("%q %v", text, ok)
	}
}

func TestADocumentThatIsNotThereIsTold(t *testing.T) {
	root := build(t, sample)
	e, _ := Parse("//role|doc(//rlink/@href)//party")
	s := Scope{}
	count := 0
	e.Select(&s, root, func(*Node) { count++ })
	if count != 2 || !s.Unread {
		t.Errorf("%d nodes, unread %v", count, s.Unread)
	}
	s = Scope{Imported: []*Node{build(t, sample)}}
	e.Select(&s, root, func(*Node) { count++ })
	if count != 6 || s.Unread {
		t.Errorf("%d nodes, unread %v", count, s.Unread)
	}
	e, _ = Parse("doc(nothing/@href)/a")
	if s = (Scope{}); e.Holds(&s, root) || s.Unread {
		t.Error("a document that is not named was looked for")
	}
}

// Items apart are the same as items within, with the same places.
func TestItemsApartAreSeenOneByOne(t *testing.T) {
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	var whole, apart []string
	build(t, sample).Each(func(n *Node) { whole = append(whole, n.Pointer()) })
	b := Builder{Table: table,
		Apart: func(_ []*metaschema.Definition, m *metaschema.Member) bool {
			return m.JSON == "observations" || m.JSON == "props"
		},
		Item: func(n *Node) { n.Each(func(n *Node) { apart = append(apart, n.Pointer()) }) },
	}
	b.Build([]byte(sample), "assessment-results").Each(func(n *Node) { apart = append(apart, n.Pointer()) })
	slices.Sort(whole)
	slices.Sort(apart)
	if !slices.Equal(whole, apart) {
		t.Errorf("got  %v\nwant %v", apart, whole)
	}
}

func TestWhatIsNoDocumentHasNoTree(t *testing.T) {
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	b := Builder{Table: table}
	for _, text := range []string{"", "[]", "{}", `{"catalog": {}}`, `"x"`, `{"assessment-results"`} {
		if text == `{"assessment-results"` {
			b.Build([]byte(text), "assessment-results") // ends
		} else if n := b.Build([]byte(text), "assessment-results"); n != nil {
			t.Errorf("%s: %+v", text, n)
		}
	}
}

func FuzzBuild(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"assessment-results": {"results": [[{"uuid": 1,, "observations": {"uuid": [{}`))
	table, err := metaschema.Open()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b := Builder{Table: table}
		if root := b.Build(text, "assessment-results"); root != nil {
			root.Each(func(n *Node) { _ = n.Pointer() })
		}
	})
}
