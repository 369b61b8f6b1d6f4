package vex

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

const (
	image = "sha256:5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"
	other = "sha256:6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c"
	proxy = "pkg:npm/demo-proxy@2.4.0"
)

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func value(t testing.TB, text string) ast.Value {
	t.Helper()
	v, err := jsonast.New(jsonast.Default()).Decode([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// doc is a document of statements of component web.
func doc(t testing.TB, n int, payload string) *evidence.Document {
	return &evidence.Document{
		Kind: Kind, Component: "web", Signer: "vendor", Path: fmt.Sprintf("vex/%d.json", n), Digest: [32]byte{byte(n)},
		Collected: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Payload: value(t, payload),
	}
}

// book holds a document for each list of statements.
func book(t testing.TB, lists ...string) *Book {
	t.Helper()
	b := NewBook(func(c string) bool { return c == "web" })
	for n, list := range lists {
		if !strings.HasPrefix(list, "{'document'") {
			list = `{"statements":[` + list + `]}`
		}
		add(t, b, doc(t, n, strings.ReplaceAll(list, "'", `"`)))
	}
	return b
}

func add(t testing.TB, b *Book, d *evidence.Document) {
	t.Helper()
	read, err := Read(d, now)
	if err != nil {
		t.Fatal(err)
	}
	b.See(d)
	b.Add(read)
}

// say is a statement of proxy, in the version that was found.
func say(more string) string {
	return `{'vulnerability':'CVE-1','products':[{'purl':'` + proxy + `'}],` + more + `}`
}

const (
	clears   = `'status':'not_affected','justification':'component_not_present'`
	affected = `'status':'affected'`
)

// scan is a payload with one finding.
func scan(more string) string {
	return strings.ReplaceAll(`{"target":{"name":"portal","digest":"`+image+`"},"findings":[{"id":"CVE-1","status":"fail","package":{"name":"demo-proxy","version":"2.4.0","purl":"`+proxy+`"}`+more+`}]}`, "'", `"`)
}

// found is what checks see of the first finding.
func found(t testing.TB, b *Book, component, payload string) (status, vex string) {
	t.Helper()
	before := value(t, payload)
	after := b.Apply(component, before)
	if before.Compare(value(t, payload)) != 0 {
		t.Fatal("the payload itself was changed")
	}
	f := after.(ast.Object).Get(keyFindings).Value.(*ast.Array).Elem(0).Value.(ast.Object)
	return textOf(f, keyStatus), textOf(f, keyVEX)
}

// Which statement takes a record back.
func TestWhatIsSaidOfARecord(t *testing.T) {
	with := func(product string) string {
		return `{'vulnerability':'CVE-1','products':[` + product + `],` + clears + `}`
	}
	for _, c := range []struct {
		situation string
		said      []string
		taken     bool
	}{
		{"nothing", nil, false},
		{"not affected, with a justification", []string{say(clears)}, true},
		{"not affected, with an impact statement", []string{say(`'status':'not_affected','explained':true`)}, true},
		{"not affected, without a reason", []string{say(`'status':'not_affected'`)}, false},
		{"not affected, with an impact statement that is none", []string{say(`'status':'not_affected','explained':false`)}, false},
		{"fixed", []string{say(`'status':'fixed'`)}, true},
		{"affected", []string{say(affected)}, false},
		{"affected, with a justification", []string{say(affected + `,'justification':'component_not_present'`)}, false},
		{"under investigation", []string{say(`'status':'under_investigation'`)}, false},
		{"of an alias", []string{strings.Replace(say(clears), `'CVE-1'`, `'GHSA-1','aliases':['CVE-9','cve-1']`, 1)}, true},
		{"of another vulnerability", []string{strings.Replace(say(clears), `'CVE-1'`, `'CVE-11'`, 1)}, false},
		{"of no product", []string{with(``)}, false},
		{"of a product that only has a name", []string{with(`{'id':'demo-proxy'}`)}, false},
		{"of a product by CPE", []string{with(`{'cpe':'cpe:2.3:a:demo:proxy:2.4.0:*:*:*:*:*:*:*'}`)}, false},
		{"of another version", []string{with(`{'purl':'pkg:npm/demo-proxy@2.4.1'}`)}, false},
		{"of every version", []string{with(`{'purl':'pkg:npm/demo-proxy'}`)}, false},
		{"of another package", []string{with(`{'purl':'pkg:npm/demo-proxies@2.4.0'}`)}, false},
		{"of one of its products", []string{with(`{'purl':'pkg:npm/demo-proxy@2.4.1'},{'purl':'` + proxy + `'}`)}, true},
		{"of the image", []string{with(`{'digest':'` + image + `'}`)}, true},
		{"of the image by package URL", []string{with(`{'purl':'pkg:oci/portal@` + strings.Replace(image, ":", "%3A", 1) + `?arch=amd64'}`)}, true},
		{"of the image by name and tag", []string{with(`{'purl':'pkg:oci/portal@4.18.2'}`)}, false},
		{"of another image", []string{with(`{'digest':'` + other + `'}`)}, false},
		{"of two images in one product", []string{with(`{'digest':'` + image + `','purl':'pkg:oci/portal@` + other + `'}`)}, false},
		{"of the package in the image", []string{with(`{'digest':'` + image + `','subcomponents':[{'purl':'pkg:npm/a@1'},{'purl':'` + proxy + `'}]}`)}, true},
		{"of another package in the image", []string{with(`{'digest':'` + image + `','subcomponents':[{'purl':'pkg:npm/a@1'}]}`)}, false},
		{"of a part of the image that only has a name", []string{with(`{'digest':'` + image + `','subcomponents':[{'id':'demo-proxy'}]}`)}, false},
		{"of the package in another image", []string{with(`{'digest':'` + other + `','subcomponents':[{'purl':'` + proxy + `'}]}`)}, false},
		{"of the package in something else", []string{with(`{'purl':'pkg:npm/app@1','subcomponents':[{'purl':'` + proxy + `'}]}`)}, false},
		{"of another part of the package", []string{with(`{'purl':'` + proxy + `','subcomponents':[{'purl':'pkg:npm/a@1'}]}`)}, false},

		{"a newer affected", []string{say(clears + `,'time':'2026-10-01T00:00:00Z'`), say(affected + `,'time':'2026-10-02T00:00:00Z'`)}, false},
		{"an older affected", []string{say(clears + `,'time':'2026-10-02T00:00:00Z'`), say(affected + `,'time':'2026-10-01T00:00:00Z'`)}, true},
		{"an affected of the same time", []string{say(clears), say(affected)}, false},
		{"an affected of the same document", []string{say(clears) + "," + say(affected)}, false},
		{"a newer one without a reason", []string{say(clears + `,'time':'2026-10-01T00:00:00Z'`), say(`'status':'not_affected','time':'2026-10-02T00:00:00Z'`)}, false},
		{"a newer fixed", []string{say(affected + `,'time':'2026-10-01T00:00:00Z'`), say(`'status':'fixed'`)}, true},
		{"another affected of the image", []string{say(clears), `{'vulnerability':'CVE-1','products':[{'digest':'` + image + `'}],'time':'2020-01-01T00:00:00Z',` + affected + `}`}, false},
		{"an affected of another version", []string{say(clears), strings.Replace(say(affected), "2.4.0", "2.4.1", 1)}, true},
		{"a time to come", []string{say(clears + `,'time':'2026-11-20T09:00:01Z'`)}, false},
		{"the very time", []string{say(clears + `,'time':'2026-11-20T09:00:00Z'`)}, true},
		{"an affected of a time to come", []string{say(clears), say(affected + `,'time':'2027-11-20T09:00:00Z'`)}, false},
		{"a draft", []string{`{'document':{'draft':true},'statements':[` + say(clears) + `]}`}, false},
		{"a final document", []string{`{'document':{'draft':false},'statements':[` + say(clears) + `]}`}, true},
	} {
		t.Run(c.situation, func(t *testing.T) {
			status, vex := found(t, book(t, c.said...), "web", scan(""))
			if taken := status == "skip"; taken != c.taken || (vex != "") != c.taken || !taken && status != "fail" {
				t.Errorf("%s %q", status, vex)
			}
		})
	}
}

// Statements speak for their own component, and for records that are open.
func TestWhoseRecordsAreTakenBack(t *testing.T) {
	b := book(t, say(clears))
	for _, c := range []struct{ situation, component, payload, want string }{
		{"open", "web", scan(""), "skip"},
		{"of another component", "api", scan(""), "fail"},
		{"undecided", "web", strings.Replace(scan(""), `"fail"`, `"undecided"`, 1), "skip"},
		{"repaired", "web", strings.Replace(scan(""), `"fail"`, `"pass"`, 1), "pass"},
		{"without package URL", "web", strings.Replace(scan(""), `"purl"`, `"path"`, 1), "fail"},
		{"without package", "web", strings.Replace(scan(""), `"package"`, `"other"`, 1), "fail"},
		{"of another target digest", "web", strings.Replace(scan(""), image, other, 1), "skip"},
	} {
		if got, _ := found(t, b, c.component, c.payload); got != c.want {
			t.Errorf("%s: %s", c.situation, got)
		}
	}
	if status, _ := found(t, nil, "web", scan("")); status != "fail" {
		t.Error("nothing said takes a record back")
	}
	for _, payload := range []string{`{}`, `{"findings":7}`, `{"findings":[7]}`, `[]`} {
		if v := value(t, payload); b.Apply("web", v).Compare(v) != 0 {
			t.Errorf("%s is changed", payload)
		}
	}
}

// Of the other records nothing is changed, and what is told leads back.
func TestOnlyWhatIsSaid(t *testing.T) {
	b := book(t, say(clears))
	payload := `{"a":1,"findings":[{"id":"CVE-2","status":"fail","package":{"purl":"` + proxy + `"}},{"id":"CVE-1","status":"fail","title":"t","package":{"purl":"` + proxy + `"}}]}`
	want := `{"a":1,"findings":[{"id":"CVE-2","status":"fail","package":{"purl":"` + proxy + `"}},{"id":"CVE-1","status":"skip","title":"t","package":{"purl":"` + proxy + `"},
		"vex":"not affected, component not present: VEX of vendor, vex/0.json#/payload/statements/0"}]}`
	if got := b.Apply("web", value(t, payload)); got.Compare(value(t, want)) != 0 {
		t.Error(got)
	}
	if !b.Changed("web") || b.Changed("api") || !b.Used("web", "", [32]byte{0}) || b.Used("web", "", [32]byte{1}) || b.Used("web", "/0", [32]byte{0}) {
		t.Error("what was used is not known")
	}
}

// Where a statement stands: the record of a tool's file, or its place in the
// evidence.
func TestWhereAStatementStands(t *testing.T) {
	for _, c := range []struct {
		format, pointer string
		line            int
		want            string
	}{
		{"openvex", "", 0, "vex/0.json#/statements/9"},
		{"payload", "", 0, "vex/0.json#/statements/0"},
		{"envelope", "/3", 0, "vex/0.json#/3/payload/statements/0"},
		{"jsonl", "", 7, "vex/0.json:7#/payload/statements/0"},
	} {
		d := doc(t, 0, strings.ReplaceAll(`{"statements":[`+say(`'position':'/statements/9',`+clears)+`]}`, "'", `"`))
		d.File, d.Pointer, d.Line = &evidence.File{Format: c.format}, c.pointer, c.line
		b := NewBook(func(string) bool { return true })
		add(t, b, d)
		if _, said := found(t, b, "web", scan("")); !strings.HasSuffix(said, ", "+c.want) {
			t.Errorf("%s: %s", c.format, said)
		}
	}
}

// Neither the order of documents nor of statements tells.
func TestOrderTellsNothing(t *testing.T) {
	said := []string{
		say(clears + `,'time':'2026-10-01T00:00:00Z'`), say(`'status':'fixed','time':'2026-10-01T00:00:00Z'`),
		say(`'status':'not_affected','explained':true,'time':'2026-10-01T00:00:00Z'`),
		`{'vulnerability':'CVE-1','products':[{'digest':'` + image + `'}],'status':'fixed'}`,
	}
	want := ""
	for range 50 {
		b := NewBook(func(string) bool { return true })
		for _, n := range rand.Perm(len(said)) {
			add(t, b, doc(t, n, strings.ReplaceAll(`{"statements":[`+said[n]+`]}`, "'", `"`)))
		}
		_, got := found(t, b, "web", scan(""))
		if want == "" {
			want = got
		}
		if got == "" || got != want {
			t.Fatalf("%q and %q", got, want)
		}
	}
}

// The run tells what counts and what does not, and why.
func TestNotes(t *testing.T) {
	b := book(t, strings.Join([]string{
		say(clears), say(clears + `,'time':'2020-01-01T00:00:00Z'`),
		strings.Replace(say(affected), "CVE-1", "CVE-2", 1),
		strings.Replace(say(`'status':'under_investigation'`), "CVE-1", "CVE-3", 1),
		strings.Replace(say(`'status':'not_affected'`), "CVE-1", "CVE-4", 1),
		strings.Replace(say(clears+`,'time':'2030-01-01T00:00:00Z'`), "CVE-1", "CVE-5", 1),
		strings.Replace(say(clears), "@2.4.0", "", 1), strings.Replace(say(clears), "2.4.0", "9", 1),
	}, ","))
	found(t, b, "web", scan(""))
	want := "1 of 8 statements of vendor on vulnerabilities count; 2 affected or under investigation, 1 not affected without a reason, " +
		"1 of a draft or of a time to come, 1 on no package with a version and no image, 1 on nothing that a scan found, 1 outweighed by another statement"
	notes := b.Notes()
	if len(notes) != 1 || notes[0].What != want || notes[0].Source.Path != "vex/0.json" || notes[0].Component != "web" || notes[0].Kind != Kind {
		t.Errorf("%+v", notes)
	}
	if (*Book)(nil).Notes() != nil {
		t.Error("no book tells something")
	}
}

func TestIgnored(t *testing.T) {
	d := doc(t, 1, `{"statements":[]}`)
	b := NewBook(func(c string) bool { return c == "web" })
	for _, c := range []struct {
		situation, want string
		book            *Book
		component       string
	}{
		{"no trust at all", "nobody is trusted to say it of web", nil, "web"},
		{"no trust for the component", "nobody is trusted to say it of api", b, "api"},
		{"a source that does not declare it", "its source does not declare vex-statements", b, "web"},
	} {
		d.Component = c.component
		if got, remedy := c.book.Ignored(d); !strings.Contains(got, c.want) || remedy == "" {
			t.Errorf("%s: %s", c.situation, got)
		}
	}
	d.Component = "web"
	b.See(d)
	if got, _ := b.Ignored(d); got != "" {
		t.Error(got)
	}
	b.size = maxEntries + 1
	if got, _ := b.Ignored(d); !strings.Contains(got, "more statements than can be held") {
		t.Error(got)
	}
}

// Above what a Book holds nothing counts: which part would is nobody's choice.
func TestAFullBookSaysNothing(t *testing.T) {
	b := book(t, say(clears))
	b.size = maxEntries
	if status, _ := found(t, b, "web", scan("")); status != "skip" || b.Full() {
		t.Error("a book that is just full says nothing")
	}
	add(t, b, doc(t, 1, strings.ReplaceAll(`{"statements":[`+say(clears)+`]}`, "'", `"`)))
	if status, _ := found(t, b, "web", scan("")); status != "fail" || !b.Full() || b.Notes() != nil {
		t.Error("a book that is over full says something")
	}
}

func TestPURL(t *testing.T) {
	for _, c := range []struct {
		said, found string
		covers      bool
	}{
		{"pkg:npm/a@1", "pkg:npm/a@1", true},
		{"pkg:NPM/a@1", "pkg:npm/a@1", true},
		{"pkg:npm/%40scope/a@1", "pkg:npm/@scope/a@1", true},
		{"pkg:npm/@scope/a", "pkg:npm/@scope/a", false},
		{"pkg:npm/A@1", "pkg:npm/a@1", false},
		{"pkg:pypi/My_Lib@1", "pkg:pypi/my-lib@1", true},
		{"pkg:deb/Debian/openssl@3.0.1%2Bdeb1", "pkg:deb/debian/openssl@3.0.1+deb1?arch=amd64&distro=debian-12", true},
		{"pkg:deb/debian/openssl@3?arch=amd64", "pkg:deb/debian/openssl@3?distro=debian-12&arch=amd64", true},
		{"pkg:deb/debian/openssl@3?arch=arm64", "pkg:deb/debian/openssl@3?arch=amd64", false},
		{"pkg:deb/debian/openssl@3?arch=amd64", "pkg:deb/debian/openssl@3", false},
		{"pkg:deb/debian/openssl@3?arch=", "pkg:deb/debian/openssl@3", true},
		{"pkg:deb/debian/openssl@3", "pkg:deb/ubuntu/openssl@3", false},
		{"pkg:deb/debian/openssl@3", "pkg:rpm/debian/openssl@3", false},
		{"pkg:golang/example.org/m@v1#sub", "pkg:golang/example.org/m@v1", false},
		{"pkg:golang/example.org/m@v1", "pkg:golang/example.org/m@v1#sub", true},
		{"pkg:golang/example.org/m@v1#a", "pkg:golang/example.org/m@v1#b", false},
		{"pkg://npm/a@1", "pkg:npm/a@1", true},
	} {
		said, ok := readPURL(c.said)
		found, fine := readPURL(c.found)
		if got := ok && fine && said.covers(found); got != c.covers {
			t.Errorf("%s covers %s: %v", c.said, c.found, got)
		}
	}
	for _, s := range []string{"", "npm/a@1", "pkg:", "pkg:npm", "pkg:npm/", "pkg:npm/@1", "pkg:npm/a@", "pkg:npm/a", "pkg:npm/a@%zz", "pkg:npm/%zz@1", "pkg:npm/a@1?x=%zz", "pkg:/a@1", "pkg:npm/a@1/b"} {
		if p, ok := readPURL(s); ok {
			t.Errorf("%q is %+v", s, p)
		}
	}
}

// Whatever a statement names, it never takes back what it does not name exactly.
func FuzzPURL(f *testing.F) {
	f.Add("pkg:npm/%40scope/a@1?x=y#z")
	f.Add("pkg:oci/a@sha256%3A00")
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := readPURL(s)
		if !ok {
			return
		}
		if p.version == "" || p.name == "" || p.kind == "" || !p.covers(p) {
			t.Errorf("%q: %+v", s, p)
		}
	})
}

// BenchmarkApply lets statements speak for a scan of ten thousand records, one in
// ten of which they take back.
//
// Measured: 0.1 µs a record of whose vulnerability nothing is said: a
// look into a map; 0.8 µs where one in ten is taken back: its package URL is read,
// and it is copied.
func BenchmarkApply(b *testing.B) {
	const records = 10_000
	var said, found []string
	for n := range records {
		id := fmt.Sprintf("CVE-2026-%05d", n)
		found = append(found, `{"id":"`+id+`","status":"fail","package":{"name":"a","version":"1","purl":"`+proxy+`"}}`)
		if n%10 == 0 {
			said = append(said, strings.Replace(say(clears), "CVE-1", id, 1))
		}
	}
	payload := value(b, `{"findings":[`+strings.Join(found, ",")+`]}`)
	for name, book := range map[string]*Book{"one in ten": book(b, strings.Join(said, ",")), "none": book(b, say(clears)), "no book": nil} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				book.Apply("web", payload)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/records, "ns/record")
		})
	}
}
