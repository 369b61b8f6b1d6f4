package strictyaml

import (
	"bytes"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
)

// ToJSON turns one strict YAML document into JSON with the same order of keys,
// for models that are defined in JSON, such as OSCAL. Dates stay text, numbers
// keep their digits. Places gives the line and column of every value by its
// JSON pointer ("" for the root): of the key for a member, else of the value.
func ToJSON(path string, data []byte) (json []byte, places map[string]problem.Place, err error) {
	p := &Problems{path: path}
	root := parse(p, data)
	if root == nil || p.list.Len() > 0 {
		return nil, nil, p.Err()
	}
	w := &jsonWriter{p: p, places: map[string]problem.Place{}}
	w.places[""] = p.Place(root)
	w.write(root, "")
	if err := p.Err(); err != nil {
		return nil, nil, err
	}
	return w.out, w.places, nil
}

type jsonWriter struct {
	p      *Problems
	out    []byte
	places map[string]problem.Place // nil when not asked for
	values bool                     // every key and item must have a value
}

func (w *jsonWriter) write(n *yaml.Node, pointer string) {
	switch n.Kind {
	case yaml.MappingNode:
		w.out = append(w.out, '{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			k := n.Content[i]
			w.text(k)
			w.out = append(w.out, ':')
			w.child(n.Content[i+1], k, pointer, k.Value)
		}
		w.out = append(w.out, '}')
	case yaml.SequenceNode:
		w.out = append(w.out, '[')
		for i, c := range n.Content {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			w.child(c, c, pointer, strconv.Itoa(i))
		}
		w.out = append(w.out, ']')
	default:
		w.scalar(n)
	}
}

// child writes a member or item and notes where it stands.
func (w *jsonWriter) child(n, at *yaml.Node, pointer, token string) {
	if w.places != nil {
		pointer += "/" + escape(token)
		w.places[pointer] = w.p.Place(at)
	}
	w.write(n, pointer)
}

func (w *jsonWriter) scalar(n *yaml.Node) {
	switch n.Tag {
	case "!!null":
		if w.values {
			w.p.Add(n, w.p.about("there is no value"), "give one or remove it")
		}
		w.out = append(w.out, "null"...)
	case "!!bool":
		w.out = append(w.out, strings.ToLower(n.Value)...)
	case "!!int", "!!float":
		if !isNumber(n.Value) {
			w.p.Add(n, "this number has no one meaning", "write plain decimal digits, or put it in quotes if it is text")
			return
		}
		w.out = append(w.out, n.Value...)
	default:
		// A plain number beyond a double reads as text; nobody meant that.
		if n.Style == 0 && n.Tag == "!!str" && n.Value != "" && jsontext.Value(n.Value).Kind() == '0' && jsontext.Value(n.Value).IsValid() {
			w.p.Add(n, "this number is too large", "put it in quotes if it is text")
			return
		}
		w.text(n)
	}
}

func (w *jsonWriter) text(n *yaml.Node) {
	out, err := jsontext.AppendQuote(w.out, n.Value)
	if err != nil {
		w.p.Add(n, "not valid UTF-8", "")
		return
	}
	w.out = out
}

func escape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

// isNumber says whether s is a number as JSON writes it: no sign +, no leading
// zero, no hexadecimal, no NaN; of at most 64 characters and an exponent of at
// most 308, as every reader here asks.
func isNumber(s string) bool {
	if len(s) == 0 || len(s) > 64 || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e < -308 || e > 308 {
			return false
		}
	}
	return jsontext.Value(s).IsValid()
}

// Raw is any value, kept as canonical JSON (RFC 8785): two files that write the
// same value differently give the same bytes.
type Raw struct {
	JSON  string
	Place problem.Place
}

// FromYAML reads any value but null, which says nothing, at any depth.
func (r *Raw) FromYAML(n *yaml.Node, p *Problems) {
	r.Place = p.Place(n)
	before := p.list.Len()
	w := &jsonWriter{p: p, values: true}
	w.write(n, "")
	if p.list.Len() > before {
		return
	}
	v := jsontext.Value(bytes.Clone(w.out))
	// Canonical numbers are doubles. One that a double cannot hold would be
	// another number afterwards.
	if err := v.Canonicalize(); err != nil || !sameNumbers(w.out, v) {
		p.Add(n, p.about("a number is too large or too precise"), "put it in quotes if it is text")
		return
	}
	r.JSON = string(v)
}

// sameNumbers says whether two JSON texts with the same values in the same
// order hold the same numbers. Keys may have moved, so it compares as sorted
// multisets.
func sameNumbers(a, b []byte) bool {
	x, y := numbers(a), numbers(b)
	return slices.EqualFunc(x, y, func(p, q *big.Rat) bool { return p.Cmp(q) == 0 })
}

// numbers lists the numbers of a JSON text, ascending. isNumber bounds their
// length and exponents, so the exact values stay small.
func numbers(text []byte) []*big.Rat {
	var out []*big.Rat
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	for {
		t, err := d.ReadToken()
		if err != nil {
			break
		}
		if t.Kind() == '0' {
			if r, ok := new(big.Rat).SetString(t.String()); ok {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(p, q *big.Rat) int { return p.Cmp(q) })
	return out
}
