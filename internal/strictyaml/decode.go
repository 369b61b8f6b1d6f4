package strictyaml

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
)

// Hook is implemented by a type (on its pointer) that reads itself from a node,
// for shapes a struct cannot say: one value or a list of it, a word out of a
// set, a duration. It reports to p and leaves the zero value when it did.
type Hook interface {
	FromYAML(n *yaml.Node, p *Problems)
}

// At is a value that remembers where it stands, so that what is found wrong
// with it later can be told with its line. The place is zero for a value the
// file does not give.
type At[T any] struct {
	Value T
	Place problem.Place
}

// FromYAML reads the value and keeps the place. A value that could not be read is as
// one that is not given: what is wrong with it has been told.
func (a *At[T]) FromYAML(n *yaml.Node, p *Problems) {
	a.Place = p.Place(n)
	told := p.list.Len()
	p.Decode(n, &a.Value)
	if p.list.Len() > told && reflect.ValueOf(&a.Value).Elem().IsZero() {
		a.Place = problem.Place{}
	}
}

// Set says whether the file gives the value.
func (a At[T]) Set() bool { return a.Place.Line > 0 }

// Later is the type of a field for a key that a later version will read. The
// key is refused, and the message says that it is known and not supported yet.
type Later struct{}

// Decode reads data strictly into the struct, map or list that into points to.
//
// Struct fields take the key of their `yaml:"key"` tag; `yaml:"key,required"`
// must be there. Supported types are string, bool, int, int64, float64, lists,
// maps with string keys, structs, pointers to them, At, Raw, Later, and any type with
// a Hook. Values are taken as written: no number becomes text, no yes becomes
// true, and a date is text. The error holds every problem of the file, each
// with line and column.
func Decode(path string, data []byte, into any) error {
	p := &Problems{path: path}
	if root := parse(p, data); root != nil && p.list.Len() == 0 {
		p.Decode(root, into)
	}
	return p.Err()
}

// Decode reads a node into the value that into points to.
func (p *Problems) Decode(n *yaml.Node, into any) {
	p.value(n, reflect.ValueOf(into).Elem())
}

func (p *Problems) value(n *yaml.Node, v reflect.Value) {
	if p.full() {
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		p.Add(n, p.about("there is no value"), "give one or remove the key")
		return
	}
	if h, ok := v.Addr().Interface().(Hook); ok {
		h.FromYAML(n, p)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		p.value(n, v.Elem())
	case reflect.Struct:
		p.fields(n, v)
	case reflect.Map:
		p.entries(n, v)
	case reflect.Slice:
		p.items(n, v)
	default:
		p.scalar(n, v)
	}
}

// entries reads a mapping into a map with string keys.
func (p *Problems) entries(n *yaml.Node, v reflect.Value) {
	if !p.want(n, yaml.MappingNode, "a map", "write each entry as a key, a colon and its value, without a dash") {
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	outer := p.key
	for i := 0; i+1 < len(n.Content); i += 2 {
		p.key = shorten(n.Content[i].Value)
		e := reflect.New(v.Type().Elem()).Elem()
		p.value(n.Content[i+1], e)
		out.SetMapIndex(reflect.ValueOf(n.Content[i].Value).Convert(v.Type().Key()), e)
	}
	p.key = outer
	v.Set(out)
}

// items reads a sequence into a slice.
func (p *Problems) items(n *yaml.Node, v reflect.Value) {
	remedy := "put it in brackets, or behind a dash on a line of its own"
	if n.Kind == yaml.MappingNode {
		remedy = "put a dash before each entry"
	}
	if !p.want(n, yaml.SequenceNode, "a list", remedy) {
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		p.value(c, out.Index(i))
	}
	v.Set(out)
}

// fields reads a mapping into a struct.
func (p *Problems) fields(n *yaml.Node, v reflect.Value) {
	fields := fieldsOf(v.Type())
	if !p.want(n, yaml.MappingNode, "a map", "write it as a map with the keys "+keysOf(fields)) {
		return
	}
	outer := p.key
	for i := 0; i+1 < len(n.Content) && !p.full(); i += 2 {
		k := n.Content[i]
		j := slices.IndexFunc(fields, func(f field) bool { return f.key == k.Value })
		switch {
		case j < 0:
			p.Add(k, "unknown key "+Quote(k.Value), remedyFor(k.Value, fields))
		case fields[j].later:
			p.Add(k, "key "+k.Value+" is not supported yet by this version", "remove it")
		default:
			fields[j].seen = true
			p.key = k.Value
			p.value(n.Content[i+1], v.Field(fields[j].index))
		}
	}
	p.key = outer
	for _, f := range fields {
		if f.required && !f.seen {
			p.Add(n, "key "+f.key+" is missing", "add it")
		}
	}
}

type field struct {
	key                   string
	index                 int
	required, later, seen bool
}

func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		key, opt, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		out = append(out, field{
			key: key, index: i, required: opt == "required",
			later: t.Field(i).Type == reflect.TypeFor[Later](),
		})
	}
	return out
}

// keysOf lists the keys that must be there, or all where none must.
func keysOf(fields []field) string {
	var must []string
	for _, f := range fields {
		if f.required {
			must = append(must, f.key)
		}
	}
	if must == nil {
		must = known(fields)
	}
	return strings.Join(must, ", ")
}

// known lists the keys that may be there, sorted.
func known(fields []field) []string {
	var out []string
	for _, f := range fields {
		if !f.later {
			out = append(out, f.key)
		}
	}
	slices.Sort(out)
	return out
}

// remedyFor names the known key that was probably meant, else all of them.
func remedyFor(key string, fields []field) string {
	if near := Near(key, known(fields)); len(near) > 0 {
		return "did you mean " + near[0] + "?"
	}
	return "known here: " + strings.Join(known(fields), ", ")
}

// scalar reads one text, number or truth value.
func (p *Problems) scalar(n *yaml.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		// A plain date is text to us; nobody should have to quote it.
		if p.want(n, yaml.ScalarNode, "text", "write one value, without dashes, brackets or keys") {
			if n.Tag != "!!str" && n.Tag != "!!timestamp" {
				p.Add(n, p.about("want text, found "+noun(n)), "put it in quotes")
				return
			}
			v.SetString(n.Value)
		}
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			p.Add(n, p.about("want true or false, found "+noun(n)), "write true or false, without quotes")
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int, reflect.Int64:
		// No octal, hexadecimal or underscores: 010 must not mean 8.
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || strconv.FormatInt(i, 10) != n.Value {
			p.Add(n, p.about("want a whole number, found "+noun(n)), "write plain decimal digits")
			return
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != yaml.ScalarNode || !isNumber(n.Value) || n.Tag == "!!str" || err != nil || math.IsInf(f, 0) {
			p.Add(n, p.about("want a number, found "+noun(n)), "write plain decimal digits")
			return
		}
		v.SetFloat(f)
	default:
		p.Add(n, p.about("this key cannot be read"), "")
	}
}

// want complains when n is not of a kind.
func (p *Problems) want(n *yaml.Node, kind yaml.Kind, name, remedy string) bool {
	if n.Kind == kind {
		return true
	}
	p.Add(n, p.about("want "+name+", found "+noun(n)), remedy)
	return false
}

// noun names what a node is.
func noun(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!int", n.Tag == "!!float":
		return "a number"
	case n.Tag == "!!bool":
		return n.Value
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!timestamp":
		return "a date"
	}
	return "text"
}

func shorten(s string) string {
	q := Quote(s)
	return q[1 : len(q)-1]
}
