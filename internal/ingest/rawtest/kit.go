// Package rawtest holds every format to what all formats promise: each gives a
// Case, and Conform and Fuzz do the rest.
package rawtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// Doc is a document with its payload as plain values.
type Doc struct {
	evidence.Document
	Payload map[string]any
}

// Findings are the payload's findings.
func (d Doc) Findings() []map[string]any { return Objects(d.Payload["findings"]) }

// Objects are the objects of a list.
func Objects(v any) (out []map[string]any) {
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, x.(map[string]any))
	}
	return out
}

// Finding returns the finding of that id, which must be the only one.
func (d Doc) Finding(t testing.TB, id string) map[string]any {
	t.Helper()
	var found map[string]any
	for _, f := range d.Findings() {
		if f["id"] == id {
			if found != nil {
				t.Fatalf("two findings %q", id)
			}
			found = f
		}
	}
	if found == nil {
		t.Fatalf("no finding %q in %v", id, d.Findings())
	}
	return found
}

// Examined is what the payload says was examined.
func (d Doc) Examined() (out []string) {
	list, _ := d.Payload["examined"].([]any)
	for _, x := range list {
		out = append(out, x.(string))
	}
	return out
}

// Scan is what the payload says of its scan.
func (d Doc) Scan() map[string]any { return d.Payload["scan"].(map[string]any) }

// Web are the options of a source that names component web.
func Web() raw.Options { return raw.Options{Path: "scans/report", Component: "web"} }

// read reads a raw file and holds every document to what all formats promise.
func Read(t testing.TB, f raw.Format, text string, opt raw.Options) []Doc {
	t.Helper()
	docs, err := ReadAll(t, f, strings.NewReader(text), opt)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return docs
}

func ReadAll(t testing.TB, f raw.Format, r io.Reader, opt raw.Options) (out []Doc, err error) {
	t.Helper()
	kinds := AllKinds()
	err = raw.Read(context.Background(), f, r, opt, func(d *evidence.Document) error {
		promise(t, kinds, d, len(out))
		x := Doc{Document: *d}
		if d.Payload != nil {
			v, err := ast.JSON(d.Payload)
			if err != nil {
				t.Fatal(err)
			}
			x.Payload = v.(map[string]any)
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// promise is the invariant of every document: whole or broken, valid against
// its kind, and nothing decided that was not examined.
func promise(t testing.TB, kinds *evidence.Kinds, d *evidence.Document, place int) {
	t.Helper()
	switch {
	case (d.Problem == nil) == (d.Payload == nil), (d.Problem == nil) != (d.Fault == ""):
		t.Fatalf("document has problem %v and payload %v", d.Problem, d.Payload)
	case d.File == nil || d.Path != d.File.Path || d.Order.Doc != place:
		t.Fatalf("document %d is badly placed: %+v", place, d)
	case d.Problem != nil:
		if d.Problem.What == "" || d.Problem.Remedy == "" || d.Problem.Place.Path != d.Path {
			t.Fatalf("problem without words or place: %+v", d.Problem)
		}
		return
	case d.Component == "" || d.Subject == "" || d.Collector == "":
		t.Fatalf("whole document without component, subject or collector: %+v", d)
	}
	if p := kinds.Check(d); p != nil {
		t.Fatalf("%s payload is not valid: %v\n%v", d.Kind, p, d.Payload)
	}
	v, _ := ast.JSON(d.Payload)
	x := Doc{Payload: v.(map[string]any)}
	if _, scanned := x.Payload["scan"]; !scanned {
		return
	}
	looked := map[string]bool{}
	for _, e := range x.Examined() {
		looked[e] = true
	}
	ok := x.Scan()["ok"] == true
	if !ok && len(looked) > 0 {
		t.Fatalf("a scan that is not ok examined %v", x.Examined())
	}
	for _, f := range x.Findings() {
		if f["status"] != raw.Undecided && !looked[f["target"].(string)] {
			t.Fatalf("%v is decided for a target that was not examined", f)
		}
		if f["suppressed"] == true && f["status"] == raw.Pass {
			t.Fatalf("setting aside made a pass: %v", f)
		}
	}
}

// allKinds is loaded once: a fuzz test asks for it a thousand times a second.
var AllKinds = sync.OnceValue(func() *evidence.Kinds {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		panic(err)
	}
	return kinds
})

// Only returns the one document of a kind.
func Only(t testing.TB, docs []Doc, kind string) Doc {
	t.Helper()
	var found *Doc
	for i := range docs {
		if docs[i].Kind == kind {
			if found != nil {
				t.Fatalf("two documents of kind %s", kind)
			}
			found = &docs[i]
		}
	}
	if found == nil {
		t.Fatalf("no document of kind %s among %d", kind, len(docs))
	}
	return *found
}

// Broken asserts that the file gives one document, broken, and returns its
// problem's text.
func Broken(t testing.TB, docs []Doc) string {
	t.Helper()
	last := docs[len(docs)-1]
	if last.Problem == nil || last.Kind != "" {
		t.Fatalf("the last document is not the file's problem: %+v", last.Document)
	}
	return last.Problem.Error()
}

// RecordsOf counts the records of documents, without those that a reader adds
// for what the tool could not do.
func RecordsOf(docs []Doc) (n int) {
	for _, d := range docs {
		for _, f := range d.Findings() {
			if w := f["upstream_status"]; w != "notification" && f["id"] != "scan-failed" {
				n++
			}
		}
		for _, list := range []string{"components", "licenses", "records"} {
			n += len(Objects(d.Payload[list]))
		}
	}
	return n
}

// Named is the format of that name among some.
func Named(t testing.TB, formats []raw.Format, name string) raw.Format {
	t.Helper()
	for _, f := range formats {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no format %q", name)
	return raw.Format{}
}

// JSONOf decodes a JSON object generically; nil where it is none.
func JSONOf(raw []byte) map[string]any {
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil
	}
	return m
}

// Length is the length of a list; 0 for what is none.
func Length(v any) int {
	l, _ := v.([]any)
	return len(l)
}

// Batch counts as the reader of batches does: the objects of a file, or those
// of the list of each that has one.
func Batch(file []byte, list string) (out []map[string]any) {
	for dec := json.NewDecoder(bytes.NewReader(file)); ; {
		var v any
		if dec.Decode(&v) != nil {
			return out
		}
		objects := []map[string]any{}
		switch v := v.(type) {
		case map[string]any:
			objects = append(objects, v)
		case []any:
			objects = Lists(v)
		}
		for _, o := range objects {
			page := false
			for _, name := range strings.Fields(list) {
				if _, ok := o[name]; ok {
					page = true
					out = append(out, Lists(o[name])...)
				}
			}
			if !page {
				out = append(out, o)
			}
		}
	}
}

// Lists are the objects of a list; a null counts as an empty one.
func Lists(v any) (out []map[string]any) {
	l, _ := v.([]any)
	for _, x := range l {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}
