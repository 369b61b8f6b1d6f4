// Package redact takes out of texts what rules name, before anybody hashes, keeps
// or shows them, and counts what each rule took.
package redact

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Lenient reads JSON as it is served: a name that comes twice is for the reader
// of the evidence to refuse.
var Lenient = jsontext.AllowDuplicateNames(true)

// Mask stands where a pattern matched.
const Mask = "[redacted]"

// ErrNotJSON is for a text that is to be redacted as JSON and is none.
var ErrNotJSON = errors.New("this is no JSON")

// Rule names what is to go: what stands at a pointer, in which '*' is any name or
// index, or what a pattern matches. Name is what counts are told under. A pointer
// with Instead keeps its place, and texts there are replaced.
type Rule struct {
	Name    string
	Pointer string
	Pattern *regexp.Regexp
	Instead func(string) string
}

// Removal is what a rule took.
type Removal struct {
	Rule  string `json:"rule"`
	Count int    `json:"count"`
}

// Redactor applies rules, and counts over all texts it was given.
type Redactor struct {
	pointers []pointerRule
	patterns []patternRule
}

type pointerRule struct {
	name    string
	parts   []string
	instead func(string) string
	count   int
}

type patternRule struct {
	name  string
	match *regexp.Regexp
	count int
}

// New makes a redactor of rules.
func New(rules []Rule) *Redactor {
	r := &Redactor{}
	for _, rule := range rules {
		if rule.Pattern == nil {
			r.pointers = append(r.pointers, pointerRule{name: rule.Name, parts: Parts(rule.Pointer), instead: rule.Instead})
			continue
		}
		r.patterns = append(r.patterns, patternRule{name: rule.Name, match: rule.Pattern})
	}
	return r
}

// Parts takes a pointer apart into the names and indexes on its way.
func Parts(pointer string) []string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, p := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(p)
	}
	return parts
}

// Empty says that there is no rule.
func (r *Redactor) Empty() bool { return len(r.pointers)+len(r.patterns) == 0 }

// Pointers says whether any rule is a pointer, which only JSON has.
func (r *Redactor) Pointers() bool { return len(r.pointers) > 0 }

// Removed tells what the rules removed; every rule, also where it found nothing.
func (r *Redactor) Removed() []Removal {
	var out []Removal
	for _, p := range r.pointers {
		out = append(out, Removal{p.name, p.count})
	}
	for _, p := range r.patterns {
		out = append(out, Removal{p.name, p.count})
	}
	return out
}

// Text applies the patterns to a text of any form.
func (r *Redactor) Text(b []byte) []byte {
	for i := range r.patterns {
		b = r.patterns[i].text(b)
	}
	return b
}

func (p *patternRule) text(b []byte) []byte {
	return p.match.ReplaceAllFunc(b, func(m []byte) []byte {
		if len(m) == 0 {
			return m
		}
		p.count++
		return []byte(Mask)
	})
}

// JSON applies the rules value by value. Members are left out; elements become
// null, so that those behind them keep their place.
func (r *Redactor) JSON(b []byte) ([]byte, error) {
	var out bytes.Buffer
	d := jsontext.NewDecoder(bytes.NewReader(b), Lenient)
	e := jsontext.NewEncoder(&out, Lenient)
	active := make([]step, len(r.pointers))
	for i := range active {
		active[i] = step{rule: i}
	}
	err := r.value(d, e, active)
	if _, end := d.ReadToken(); err != nil || end != io.EOF {
		return nil, ErrNotJSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// step is a rule by pointer and how far down it has come.
type step struct{ rule, depth int }

// below lists the rules that go on under a name, says whether one takes away what
// stands there, and gives one that replaces it.
func (r *Redactor) below(active []step, name string) (next []step, ends bool, instead *pointerRule) {
	for _, s := range active {
		rule := &r.pointers[s.rule]
		if part := rule.parts[s.depth]; part != name && part != "*" {
			continue
		}
		switch {
		case s.depth+1 < len(rule.parts):
			next = append(next, step{s.rule, s.depth + 1})
		case rule.instead != nil:
			instead = rule
		case !ends:
			ends = true
			rule.count++
		}
	}
	return next, ends, instead
}

// member writes the value of a member or an element, replaced where it is text and
// a rule says so.
func (r *Redactor) member(d *jsontext.Decoder, e *jsontext.Encoder, next []step, instead *pointerRule) error {
	if instead == nil || d.PeekKind() != '"' {
		return r.value(d, e, next)
	}
	t, err := d.ReadToken()
	if err != nil {
		return err
	}
	instead.count++
	return e.WriteToken(jsontext.String(instead.instead(t.String())))
}

func (r *Redactor) value(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
	switch k := d.PeekKind(); {
	case len(active) == 0 && len(r.patterns) == 0:
		v, err := d.ReadValue()
		if err != nil {
			return err
		}
		return e.WriteValue(v)
	case k == '{':
		return r.object(d, e, active)
	case k == '[':
		return r.array(d, e, active)
	default:
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		return e.WriteToken(r.scalar(t))
	}
}

// scalar applies the patterns to text, and to numbers as they are written.
func (r *Redactor) scalar(t jsontext.Token) jsontext.Token {
	kind := t.Kind()
	if kind != '"' && kind != '0' {
		return t
	}
	text := []byte(t.String())
	for i := range r.patterns {
		before := r.patterns[i].count
		text = r.patterns[i].text(text)
		if kind == '0' && r.patterns[i].count > before {
			return jsontext.Null
		}
	}
	if kind == '0' {
		return t
	}
	return jsontext.String(string(text))
}

func (r *Redactor) object(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := t.String()
		next, ends, instead := r.below(active, name)
		if ends || r.hides(name) {
			if err := d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if err := e.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		if err := r.member(d, e, next, instead); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	return e.WriteToken(jsontext.EndObject)
}

// hides says whether a pattern matches the name of a member, which then goes.
func (r *Redactor) hides(name string) bool {
	for i := range r.patterns {
		if p := &r.patterns[i]; p.match.FindString(name) != "" {
			p.count++
			return true
		}
	}
	return false
}

func (r *Redactor) array(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	if err := e.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for i := 0; d.PeekKind() != ']'; i++ {
		next, ends, instead := r.below(active, strconv.Itoa(i))
		err := error(nil)
		if ends {
			if err = d.SkipValue(); err == nil {
				err = e.WriteToken(jsontext.Null)
			}
		} else {
			err = r.member(d, e, next, instead)
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	return e.WriteToken(jsontext.EndArray)
}
