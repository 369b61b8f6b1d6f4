package markup

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// read reads elements as the reader of documents does.
func read(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string, multiline bool) []Node {
	t.Helper()
	b := NewBuilder(multiline)
	d := xml.NewDecoder(strings.NewReader("<x>" + text + "</x>"))
	depth := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return b.Nodes()
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		what := ""
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth++; depth > 1 {
				what, _ = b.Start(tok.Name.Local, tok.Attr)
			}
		case xml.EndElement:
			if depth--; depth > 0 {
				b.End()
			}
		case xml.CharData:
			what, _ = b.Text(string(tok))
		}
		if what != "" {
			t.Fatalf("%s: %s", text, what)
		}
	}
}

// Each row is Markdown in its canonical spelling, and the elements it means.
func TestBothSpellings(t *testing.T) {
	for _, c := range []struct{ markdown, elements string }{
		{"plain", "<p>plain</p>"},
		{"a\n\nb", "<p>a</p><p>b</p>"},
		{"a\n\n\n\nb", "<p>a</p><p/><p>b</p>"},
		{"", "<p/>"},
		{" {{ insert: param, ac-1_prm_1 }} of", `<p> <insert type="param" id-ref="ac-1_prm_1"/> of</p>`},
		{"see *this* and **that**, `x_y` and \"so\"", "<p>see <em>this</em> and <strong>that</strong>, <code>x_y</code> and <q>so</q></p>"},
		{"H~2~O x^2^", "<p>H<sub>2</sub>O x<sup>2</sup></p>"},
		{`\*See \"it\" \~ \^ AU-02_ODP[01] 3 * 4 < 5 & 6`, `<p>*See "it" ~ ^ AU-02_ODP[01] 3 * 4 &lt; 5 &amp; 6</p>`},
		{`\&amp; C:\dir \\\*`, `<p>&amp;amp; C:\dir \*</p>`},
		{`\{{ insert: param, a }}`, `<p>{{ insert: param, a }}</p>`},
		{"[AU-2](#au-2_smt.a) ![a](b.png \"c\")", `<p><a href="#au-2_smt.a">AU-2</a> <img alt="a" src="b.png" title="c"/></p>`},
		{"[x](<a b>)", `<p><a href="a b">x</a></p>`},
		{"# Title", "<h1>Title</h1>"},
		{"###### six", "<h6>six</h6>"},
		{`\# no title`, "<p># no title</p>"},
		{`1\. no list`, "<p>1. no list</p>"},
		{`\- no list`, "<p>- no list</p>"},
		{"* a\n* b\n", "<ul><li>a</li><li>b</li></ul>"},
		{"1. a\n1. b\n", "<ol><li>a</li><li>b</li></ol>"},
		{"3. a\n3. b\n", `<ol start="3"><li>a</li><li>b</li></ol>`},
		{"x:\n\n* a:\n  * b\n  * c\n\n\ny", "<p>x:</p><ul><li>a:<ul><li>b</li><li>c</li></ul></li></ul><p>y</p>"},
		{"* a\n\n  b\n\n* c\n", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"},
		{"> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"},
		{"```\na\n  <b>\n```", "<pre>a\n  &lt;b&gt;</pre>"},
		{"````\n```\n````", "<pre>```</pre>"},
		{"---", "<hr/>"},
		{"| A | B \\| C |\n| --- | :---: |\n| x | *y* |", `<table><tr><th>A</th><th align="center">B | C</th></tr><tr><td>x</td><td align="center"><em>y</em></td></tr></table>`},
		{"a\\\nb", "<p>a<br/>b</p>"},
		{"a\nb", "<p>a\nb</p>"},
		// What Markdown has no spelling for.
		{"a<em> b</em>", "<p>a<em> b</em></p>"},
		{`<code class="x">a</code>`, `<p><code class="x">a</code></p>`},
		{"<pre>a<em>b</em></pre>", "<pre>a<em>b</em></pre>"},
		{"<table><tr><td>a</td></tr></table>", "<table><tr><td>a</td></tr></table>"},
		{"<ul><li>a</li></ul>\n\n<ul><li>b</li></ul>", "<ul><li>a</li></ul><ul><li>b</li></ul>"},
		{`<img src="a"/>`, `<img src="a"/>`},
	} {
		tree := read(t, c.elements, true)
		if got := Parse(c.markdown, true); !Equal(got, tree) {
			t.Errorf("%q is read as\n%s\nnot\n%s", c.markdown, XML(nil, got, ""), c.elements)
		}
		if got := Markdown(tree, true); got != c.markdown {
			t.Errorf("%s is written %q, not %q", c.elements, got, c.markdown)
		}
		if got := XML(nil, tree, ""); string(got) != c.elements {
			t.Errorf("%s comes back as %s", c.elements, got)
		}
	}
}

// Spellings that are not canonical, with what they mean.
func TestOtherSpellings(t *testing.T) {
	for _, c := range []struct{ markdown, elements string }{
		{"- a\n- b", "<ul><li>a</li><li>b</li></ul>"},
		{"- a\nlazy\n+ b", "<ul><li>a\nlazy</li></ul><ul><li>b</li></ul>"},
		{"__a__ _b_ x_y_z", "<p><strong>a</strong> <em>b</em> x_y_z</p>"},
		{"***a***", "<p><em><strong>a</strong></em></p>"},
		{"*a **b* c**", "<p><em>a <em><em>b</em> c</em></em></p>"},
		{"T\n===\nU\n---", "<h1>T</h1><h2>U</h2>"},
		{"## T ##", "<h2>T</h2>"},
		{"    code\n\n    more", "<pre>code\n\nmore</pre>"},
		{"~~~ go\nx\n~~~", "<pre>x</pre>"},
		{"<https://a.b/c>", `<p><a href="https://a.b/c">https://a.b/c</a></p>`},
		{"a  \nb", "<p>a<br/>b</p>"},
		{"a\r\nb", "<p>a\nb</p>"},
		{"a &lt; b &#42; &bogus;", "<p>a &lt; b * &amp;bogus;</p>"},
		{"a <i>b</i> <div>", "<p>a <em>b</em> &lt;div&gt;</p>"},
		{"[a [b](c) d](e)", `<p>[a <a href="c">b</a> d](e)</p>`},
		{"[a {{ insert: param, x }}](e)", `<p>[a <insert type="param" id-ref="x"/>](e)</p>`},
		{"[ref][id]", "<p>[ref][id]</p>"},
		{`5" by 6"`, `<p>5" by 6"</p>`},
		{"``a`b``", "<p><code>a`b</code></p>"},
		{"a | b\n--|--\nc", "<table><tr><th>a</th><th>b</th></tr></table><p>c</p>"},
		{"\n\na\n\n", "<p/><p>a</p><p/>"},
	} {
		got := string(XML(nil, Parse(c.markdown, true), ""))
		if got != c.elements {
			t.Errorf("%q is read as\n%s\nnot\n%s", c.markdown, got, c.elements)
		}
	}
}

// White space that only lays out the file goes; what a reader sees stays.
func TestWhiteSpaceOfElements(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"\n  <p>\n    a\n    b </p>\n", "<p>a b </p>"},
		{"<p>a\n<br/>\n   b</p>", "<p>a<br/>b</p>"},
		{"<p>a <em>\n b</em></p>", "<p>a <em> b</em></p>"},
		{"<ul>\n <li>a: <ul>\n  <li>b</li>\n </ul>\n </li>\n</ul>", "<ul><li>a: <ul><li>b</li></ul></li></ul>"},
		{"<h1> a <em>b </em> </h1>", "<h1>a <em>b </em></h1>"},
		{"<pre>\n a\n</pre>", "<pre>\n a\n</pre>"},
		{"<p><i>a</i> <b>c</b></p>", "<p><em>a</em> <strong>c</strong></p>"},
	} {
		if got := string(XML(nil, read(t, c.in, true), "")); got != c.out {
			t.Errorf("%q is read as %q, not %q", c.in, got, c.out)
		}
	}
}

func TestWhatMayNotStand(t *testing.T) {
	attr := func(name, value string) []xml.Attr { return []xml.Attr{{Name: xml.Name{Local: name}, Value: value}} }
	for _, c := range []struct {
		path  []string
		name  string
		attrs []xml.Attr
		what  string
	}{
		{nil, "div", nil, `may not hold an element "div"`},
		{[]string{"p"}, "p", nil, `may not hold an element "p"`},
		{nil, "p", attr("class", "x"), `an attribute "class"`},
		{[]string{"p"}, "img", nil, `lacks the attribute "src"`},
		{[]string{"table", "tr"}, "td", attr("align", "top"), "align must be"},
		{nil, "ol", attr("start", "-1"), "start must be"},
		{[]string{"p"}, "insert", append(attr("type", "param"), attr("id-ref", "a b")...), "must be a name"},
	} {
		b := NewBuilder(true)
		for _, name := range c.path {
			b.Start(name, nil)
		}
		if what, _ := b.Start(c.name, c.attrs); !strings.Contains(what, c.what) {
			t.Errorf("%s in %v: %q", c.name, c.path, what)
		}
	}
	b := NewBuilder(true)
	if what, _ := b.Text("x"); what == "" {
		t.Error("text stands where only blocks may")
	}
	deep := NewBuilder(true)
	what := ""
	for range MaxDepth + 1 {
		what, _ = deep.Start("blockquote", nil)
	}
	if !strings.Contains(what, "deeper") {
		t.Errorf("no bound: %q", what)
	}
}

// generator makes trees that XML may hold.
type generator struct{ *rapid.T }

var scraps = []string{"a", "bc ", " d", "*", "_", "`", `"`, "[", "]", "(x)", "<", "&amp;", "&", `\`, "~", "^", "{{ insert: param, x }}", "#", "- ", "1. ", "|", ">", "\n", "+", "=", "---", "```", "  ", "\t", "é", "\u00a0", "!", "<em>", "</p>", "http://x", "\r", "'"}

func (g generator) text() string {
	if rapid.IntRange(0, 3).Draw(g.T, "any") == 0 {
		return strings.Map(func(r rune) rune {
			if Unwritable(string(r)) >= 0 {
				return -1
			}
			return r
		}, rapid.String().Draw(g.T, "text"))
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 1, 5).Draw(g.T, "scraps"), "")
}

func (g generator) nodes(r rule, depth int) []Node {
	var out []Node
	for range rapid.IntRange(0, 4).Draw(g.T, "count") {
		if r.text && (depth > 3 || rapid.Bool().Draw(g.T, "is text")) {
			out = add(out, text(g.text()))
			continue
		}
		if len(r.kids) == 0 || depth > 5 {
			continue
		}
		n := Node{Name: rapid.SampledFrom(r.kids).Draw(g.T, "name")}
		inner := rules[n.Name]
		for _, a := range inner.attrs {
			if !slices.Contains(inner.must, a) && !rapid.Bool().Draw(g.T, a) {
				continue
			}
			value := ""
			switch a {
			case "align":
				value = rapid.SampledFrom([]string{"left", "center", "right"}).Draw(g.T, a)
			case "start":
				value = rapid.SampledFrom([]string{"0", "1", "7", "007"}).Draw(g.T, a)
			case "type", "id-ref":
				value = rapid.SampledFrom([]string{"param", "ac-1_prm_1", "é.x"}).Draw(g.T, a)
			default:
				value = g.text()
			}
			n.Attrs = append(n.Attrs, Attr{a, value})
		}
		n.Kids = g.nodes(inner, depth+1)
		out = append(out, n)
	}
	return out
}

// A tree comes back from Markdown and from XML as it was.
func TestTreesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		multiline := rapid.Bool().Draw(t, "multiline")
		top := rule{kids: inlines, text: true}
		if multiline {
			top = rule{kids: blocks}
		}
		tree := settle(generator{t}.nodes(top, 0), multiline)
		if multiline && len(tree) == 0 {
			return
		}
		s := Markdown(tree, multiline)
		if back := Parse(s, multiline); !Equal(back, tree) {
			t.Fatalf("written %q\nreads  %s\nwas    %s", s, XML(nil, back, ""), XML(nil, tree, ""))
		}
		text := XML(nil, tree, "")
		if back := read(t, string(text), multiline); !Equal(back, tree) {
			t.Fatalf("was    %s\nreads  %s", text, XML(nil, back, ""))
		}
	})
}

// hostile are texts that a careless reader reads anew for each of them.
var hostile = []string{"*a ", "*a **b", "[", "[](", "![a](", "]", "`", "``a`", `"a`, "<em>", `<a href="`, "> ", "- ", "| a ", "<code>`", "[a](<", `[a](b "`, "![a](b)", "- a\n  "}

// What each costs, twenty thousand times over: BenchmarkHostile.
func BenchmarkHostile(b *testing.B) {
	for _, scrap := range hostile {
		b.Run(scrap, func(b *testing.B) {
			text := strings.Repeat(scrap, 20_000)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Markdown(Parse(text, true), true)
			}
		})
	}
}

// What takes long to read or nests without end is bounded.
func TestHostileTextIsRead(t *testing.T) {
	for _, scrap := range hostile {
		Markdown(Parse(strings.Repeat(scrap, 4_000), true), true)
	}
	nested := Parse(strings.Repeat("*a **b ", 5000)+strings.Repeat("b** a* ", 5000), true)
	if h := height(Node{Kids: nested}); h > MaxDepth+2 {
		t.Errorf("nested %d deep", h)
	}
}

// Any text is some markup, and a second spelling is the last.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"a *b* c", "* x\n  * y\n", "| a |\n| - |\n| b |", "<em>x</em> {{ insert: param, a }}", "> - a\n>   b\n\n1) c", "```\nx", "\"a\" ~b~ ^c^ [d](e \"f\")"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, multiline bool) {
		tree := Parse(s, multiline)
		if Unwritable(s) >= 0 || !bytes.Equal([]byte(s), bytes.ToValidUTF8([]byte(s), nil)) {
			return
		}
		canonical := Markdown(tree, multiline)
		if again := Parse(canonical, multiline); !Equal(again, tree) {
			t.Fatalf("%q is written %q\nwas   %s\nreads %s", s, canonical, XML(nil, tree, ""), XML(nil, again, ""))
		}
		if back := read(t, string(XML(nil, tree, "")), multiline); !Equal(back, tree) {
			t.Fatalf("%q\nwas   %s\nreads %s", s, XML(nil, tree, ""), XML(nil, back, ""))
		}
	})
}
