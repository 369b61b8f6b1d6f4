// Package xmlform turns OSCAL documents between XML and JSON, driven by the
// table of package metaschema.
//
// Both ways work through a document from its start to its end and keep no tree of
// it: memory is the text itself and the object at hand.
//
// Source: NIST Metaschema, the mapping of a module to XML and to JSON.
package xmlform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// keep is the target of the processing instruction that holds a text of Markdown
// which elements alone would give back in another spelling.
const keep = "assay-markdown"

// schemaInstance is the namespace of attributes that say where a schema is.
const schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

// step is a part of the path to a value: a name, or an index where name is empty.
type step struct {
	name  string
	index int
}

// trail is the path to the value at hand, and what is wrong so far.
type trail struct {
	path  []step
	found []shape.Violation
	limit int
}

func (t *trail) into(name string) { t.path = append(t.path, step{name: name}) }
func (t *trail) item(index int)   { t.path = append(t.path, step{index: index}) }
func (t *trail) back()            { t.path = t.path[:len(t.path)-1] }

func (t *trail) pointer() string {
	var b strings.Builder
	for _, s := range t.path {
		b.WriteByte('/')
		if s.name == "" {
			b.WriteString(strconv.Itoa(s.index))
			continue
		}
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(s.name, "~", "~0"), "/", "~1"))
	}
	return b.String()
}

// add notes a violation; below what was there before the limit it is dropped.
func (t *trail) add(offset int, keyword, what, remedy string) {
	if len(t.found) < t.limit {
		t.found = append(t.found, shape.Violation{Offset: offset, Pointer: t.pointer(), Keyword: keyword, What: what, Remedy: remedy})
	}
}

func (t *trail) full() bool { return len(t.found) >= t.limit }

// unwrapped is the member whose markup stands in its parent; nil where there is
// none.
func unwrapped(d *metaschema.Definition) *metaschema.Member {
	for i := range d.Model {
		if d.Model[i].Unwrapped {
			return &d.Model[i]
		}
	}
	return nil
}

// rank is the place of a member in the order of XML; the alternatives of a
// choice share one.
func rank(d *metaschema.Definition, at int) int {
	for at > 0 && d.Model[at].Choice > 0 && d.Model[at-1].Choice == d.Model[at].Choice {
		at--
	}
	return at
}

// elementsOf lists the elements that may stand in a definition's.
func elementsOf(d *metaschema.Definition) []string {
	var out []string
	for _, m := range d.Model {
		switch {
		case m.Wrapper != "":
			out = append(out, m.Wrapper)
		case m.Unwrapped:
			out = append(out, "p", "ul", "ol", "table", "pre", "blockquote")
		default:
			out = append(out, m.XML)
		}
	}
	return out
}

// label is how messages call what a definition makes.
func label(d *metaschema.Definition) string {
	name := d.ID[strings.LastIndexAny(d.ID, ":/")+1:]
	return strings.TrimPrefix(name, "@")
}

func brief(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// numeric says whether JSON holds values of a datatype as numbers.
func numeric(datatype string) bool {
	return slices.Contains([]string{"decimal", "integer", "non-negative-integer", "positive-integer"}, datatype)
}
