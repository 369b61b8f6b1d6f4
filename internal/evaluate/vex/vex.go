// Package vex says what trusted statements on vulnerabilities mean for the
// records of scans. Whom to trust is for its caller to say: what is added to a
// Book counts.
package vex

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
)

// Kind is the evidence kind of statements, Vulnerabilities that of the records
// they are about.
const (
	Kind            = "vex-statements"
	Vulnerabilities = "vulnerabilities"
)

// maxEntries is how many pairs of identifier and product a Book holds. Above it
// nothing in it counts: which part would count is nobody's choice.
const maxEntries = 1_000_000

// Book is the statements that count, by component and vulnerability. It is filled
// first and read by any number of goroutines then.
type Book struct {
	asks    func(component string) bool
	docs    []*Document
	entries map[string]map[string][]*entry // by component, by identifier in capitals
	size    int
	seen    map[key]bool

	once sync.Once
	used map[key]bool
}

// key tells documents apart.
type key struct {
	component, pointer string
	digest             [32]byte
}

// Document is a document of statements.
type Document struct {
	key
	path       string
	line       int
	signer     string
	statements []*statement
}

// statement is one statement; met and used are set while records are read.
type statement struct {
	doc     *Document
	body    body
	at      time.Time
	cite    string // where it stands
	nowhere bool   // no product of it can be found
	met     atomic.Bool
	used    atomic.Bool
}

// body is a statement as the payload has it.
type body struct {
	Vulnerability string    `json:"vulnerability"`
	Aliases       []string  `json:"aliases"`
	Status        string    `json:"status"`
	Justification string    `json:"justification"`
	Explained     bool      `json:"explained"`
	Time          string    `json:"time"`
	Products      []product `json:"products"`
	Position      string    `json:"position"`
}

type product struct {
	PURL          string `json:"purl"`
	Digest        string `json:"digest"`
	Subcomponents []struct {
		PURL string `json:"purl"`
	} `json:"subcomponents"`
}

// entry is a statement for one product, or one part of a product.
type entry struct {
	*statement
	whole  purl   // the product, where digest is empty
	digest string // of the product, an image
	part   *purl  // nil: the product as a whole
	key    string // the same for statements on the same
}

// NewBook gives a Book without statements. asks says whether somebody may speak
// for the statements of a component; others never count there.
func NewBook(asks func(component string) bool) *Book {
	return &Book{asks: asks, entries: map[string]map[string][]*entry{}, seen: map[key]bool{}}
}

// Read takes the statements of a valid document; it keeps nothing of it. What is
// said at a time after asOf is not said yet.
func Read(d *evidence.Document, asOf time.Time) (*Document, error) {
	var payload struct {
		Document struct {
			Draft bool `json:"draft"`
		} `json:"document"`
		Statements []body `json:"statements"`
	}
	v, err := ast.JSON(d.Payload)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &payload); err != nil {
		return nil, err
	}
	doc := &Document{key: keyOf(d), path: strings.Clone(d.Path), line: d.Line, signer: d.Signer}
	for i, said := range payload.Statements {
		s := &statement{doc: doc, body: said, at: d.Collected, cite: place(d, i, said.Position)}
		if t, _, err := evidence.ParseTime(said.Time); err == nil {
			s.at = t
		}
		if payload.Document.Draft || s.at.After(asOf) {
			s.body.Status = unsettled
		}
		doc.statements = append(doc.statements, s)
	}
	return doc, nil
}

func keyOf(d *evidence.Document) key {
	return key{strings.Clone(d.Component), strings.Clone(d.Pointer), d.Digest}
}

// See remembers a document whose statements were considered, whether they are
// added or not.
func (b *Book) See(d *evidence.Document) { b.seen[keyOf(d)] = true }

// Add takes the statements of a document that counts: it is fresh, no newer one
// takes its place, and it is signed by who may speak for it.
func (b *Book) Add(doc *Document) {
	b.docs = append(b.docs, doc)
	for _, s := range doc.statements {
		b.enter(s)
	}
}

// unsettled is the status of a statement that is not made yet: a draft's, or one
// of a time to come. It clears nothing, and says that something is being said.
const unsettled = "unsettled"

// place is where a statement stands: the record of a tool's file, or its place in
// the payload.
func place(d *evidence.Document, i int, position string) string {
	at := d.Path
	if d.Line > 0 {
		at += ":" + strconv.Itoa(d.Line)
	}
	if raw := d.File != nil && d.File.Format != "envelope" && d.File.Format != "jsonl" && d.File.Format != "payload"; raw && position != "" {
		return at + "#" + position
	}
	return at + "#" + d.Within("/statements/"+strconv.Itoa(i))
}

// enter files a statement under each identifier and product.
func (b *Book) enter(s *statement) {
	if b.entries[s.doc.component] == nil {
		b.entries[s.doc.component] = map[string][]*entry{}
	}
	by := b.entries[s.doc.component]
	ids := map[string]bool{strings.ToUpper(s.body.Vulnerability): true}
	for _, id := range s.body.Aliases {
		ids[strings.ToUpper(id)] = true
	}
	s.nowhere = true
	for i := range s.body.Products {
		for _, e := range entriesOf(s, &s.body.Products[i]) {
			s.nowhere = false
			for id := range ids {
				if b.size++; b.size <= maxEntries {
					by[id] = append(by[id], e)
				}
			}
		}
	}
}

// entriesOf makes an entry of a product for each of its parts, or one for the
// whole. A part without package URL and version is found nowhere, and does not
// make a statement on a part one on the whole.
func entriesOf(s *statement, p *product) (out []*entry) {
	whole := entry{statement: s, digest: strings.ToLower(p.Digest)}
	u, ok := readPURL(p.PURL)
	if ok && u.kind == "oci" && strings.HasPrefix(u.version, "sha256:") {
		if whole.digest != "" && whole.digest != u.version {
			return nil // it names two images
		}
		whole.digest = u.version
	}
	switch {
	case whole.digest != "":
		whole.key = whole.digest
	case ok:
		whole.whole, whole.key = u, u.key()
	default:
		return nil
	}
	if len(p.Subcomponents) == 0 {
		return []*entry{&whole}
	}
	for _, sub := range p.Subcomponents {
		if u, ok := readPURL(sub.PURL); ok {
			e := whole
			e.part, e.key = &u, e.key+"\x01"+u.key()
			out = append(out, &e)
		}
	}
	return out
}

// covers says whether the entry is about a package that was found in a target.
func (e *entry) covers(found *record) bool {
	switch {
	case e.digest != "" && e.digest != found.digest:
		return false
	case e.digest != "":
		return e.part == nil || found.known && e.part.covers(found.pkg)
	}
	// A product that is no image is found as the package itself; of what it is a
	// part of, a scan does not say.
	return e.part == nil && found.known && e.whole.covers(found.pkg)
}

// clears says whether a statement takes a record back, as the standards have it:
// not_affected needs a reason.
func (s *statement) clears() bool {
	switch s.body.Status {
	case "fixed":
		return true
	case "not_affected":
		return s.body.Justification != "" || s.body.Explained
	}
	return false
}

// record is a record of a scan, as far as statements are about it.
type record struct {
	digest string // of the target
	pkg    purl
	known  bool // pkg is
}

// decide finds, among what is said of a vulnerability, the statement that takes a
// record back; nil where none does. On each product the newest statement decides,
// of several at one time one that clears nothing; and where the record is of
// several products, each must be cleared.
func decide(list []*entry, r *record) *statement {
	newest := map[string]*entry{}
	for _, e := range list {
		if !e.covers(r) {
			continue
		}
		e.met.Store(true)
		if old := newest[e.key]; old == nil || old.weaker(e) {
			newest[e.key] = e
		}
	}
	var said *statement
	for _, e := range newest {
		if !e.clears() {
			return nil
		}
		if said == nil || compare(e.statement, said) < 0 {
			said = e.statement
		}
	}
	return said
}

// weaker says whether f decides and e does not.
func (e *entry) weaker(f *entry) bool {
	switch {
	case !f.at.Equal(e.at):
		return f.at.After(e.at)
	case f.clears() != e.clears():
		return !f.clears()
	}
	return compare(f.statement, e.statement) < 0
}

// compare orders statements by what is told of them, so that the order of files
// tells nothing.
func compare(a, b *statement) int {
	return cmp.Or(strings.Compare(a.cite, b.cite), strings.Compare(a.body.Status, b.body.Status), strings.Compare(a.body.Justification, b.body.Justification))
}

// told is what is shown of a statement.
func (s *statement) told() string {
	what := strings.ReplaceAll(s.body.Status, "_", " ")
	if s.body.Status == "not_affected" {
		what += ", " + cmp.Or(strings.ReplaceAll(s.body.Justification, "_", " "), "with an impact statement")
	}
	return what + ": VEX of " + s.doc.signer + ", " + s.cite
}

// Full says whether there are more statements than a Book holds.
func (b *Book) Full() bool { return b != nil && b.size > maxEntries }

// Used says whether the document that component, pointer and digest tell took
// some record back. It is asked once all records were read.
func (b *Book) Used(component, pointer string, digest [32]byte) bool {
	if b == nil {
		return false
	}
	b.once.Do(func() {
		b.used = map[key]bool{}
		for _, d := range b.docs {
			if slices.ContainsFunc(d.statements, func(s *statement) bool { return s.used.Load() }) {
				b.used[d.key] = true
			}
		}
	})
	return b.used[key{component, pointer, digest}]
}

// Changed says whether some record of a component was taken back; asked as Used
// is.
func (b *Book) Changed(component string) bool {
	return b != nil && slices.ContainsFunc(b.docs, func(d *Document) bool {
		return d.component == component && b.Used(d.component, d.pointer, d.digest)
	})
}
