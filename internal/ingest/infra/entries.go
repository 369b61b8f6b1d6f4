package infra

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// entries gathers what becomes one list of one kind.
type entries struct {
	s     *raw.Source
	kind  string
	names map[string]bool
	terms []*raw.Term
}

// put adds an entry. A name that is missing, or that another entry has already,
// makes the record one that nobody can judge.
func (e *entries) put(name, at string, line int, entry *raw.Fields) error {
	switch {
	case name == "":
		return e.s.RefuseRecord(e.kind, at, line, "a record of the file has no name", "export it again, whole")
	case e.names[name]:
		return e.s.RefuseRecord(e.kind, at, line, "two records of the file have one name", "give one file for each cluster, workspace or host, with each thing once")
	case e.names == nil:
		e.names = map[string]bool{}
	}
	e.names[name] = true
	e.terms = append(e.terms, entry.Term())
	return nil
}

// named is a name as subjects and ids have it.
func named(text string) string { return raw.Clean(raw.Clip(text, raw.ShortText)) }

// known adds what is known to be so or not so; null where it is not known.
func known(f *raw.Fields, name string, b *bool) *raw.Fields {
	if b == nil {
		return f.Value(name, ast.NullValue)
	}
	return f.Flag(name, *b)
}

// number adds a whole number, zero included.
func number(f *raw.Fields, name string, n int64) *raw.Fields {
	return f.Value(name, ast.Number(strconv.FormatInt(n, 10)))
}

// textOf is the JSON of a value of a YAML file.
func textOf(v ast.Value) (jsontext.Value, error) {
	plain, err := ast.JSON(v)
	if err != nil {
		return nil, &raw.Fault{Code: raw.FaultSyntax}
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, &raw.Fault{Code: raw.FaultSyntax}
	}
	return text, nil
}

// itemLine is the line of an element of a list that a document of a YAML file
// has under a name.
func itemLine(d raw.YAMLDocument, name string, i int) int {
	for n := 0; n+1 < len(d.Node.Content); n += 2 {
		list := d.Node.Content[n+1]
		if d.Node.Content[n].Value == name && i < len(list.Content) {
			return list.Content[i].Line
		}
	}
	return d.Line
}

// withheld stands where a record that is kept raw had what may be a secret.
var withheld = ast.StringTerm("withheld")

// telling are parts of member names under which systems keep secrets, in small
// letters and without what divides words.
var telling = []string{"password", "passwd", "passphrase", "secret", "token", "privatekey", "accesskey", "credential",
	"connectionstring", "apikey", "clientkey", "userdata", "sas"}

// secretive says whether a member's name promises a secret.
func secretive(name string) bool {
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(name))
	return slices.ContainsFunc(telling, func(t string) bool { return plain == t || len(t) > 3 && strings.Contains(plain, t) })
}

// scrub is a value without the texts, numbers and lists of members whose names
// hide says are secret. Structure and truth values stay, so that a record still
// shows what it has.
func scrub(v ast.Value, hide func(name string) bool) ast.Value {
	return scrubbed(v, hide, false)
}

func scrubbed(v ast.Value, hide func(string) bool, hidden bool) ast.Value {
	switch v := v.(type) {
	case ast.Object:
		out := make([][2]*ast.Term, 0, v.Len())
		v.Foreach(func(k, in *ast.Term) {
			name, _ := k.Value.(ast.String)
			out = append(out, [2]*ast.Term{k, ast.NewTerm(scrubbed(in.Value, hide, hidden || hide(string(name))))})
		})
		return ast.NewObject(out...)
	case *ast.Array:
		out := make([]*ast.Term, 0, v.Len())
		v.Foreach(func(in *ast.Term) { out = append(out, ast.NewTerm(scrubbed(in.Value, hide, hidden))) })
		return ast.NewArray(out...)
	case ast.String, ast.Number:
		if hidden {
			return withheld.Value
		}
	}
	return v
}
