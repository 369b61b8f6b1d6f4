package live

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
)

// lenient reads JSON as it is served: a name that comes twice is for the reader
// of the evidence to refuse.
var lenient = jsontext.AllowDuplicateNames(true)

// redactor removes what rules name, before anything is hashed or written.
type redactor struct {
	vault    *vault
	pointers []pointerRule
	patterns []patternRule
	secrets  int
}

type pointerRule struct {
	name  string
	parts []string
	count int
}

type patternRule struct {
	name  string
	match *regexp.Regexp
	count int
}

// newRedactor makes the rules of a collector. A pattern is named by its place:
// it may be what it is to hide.
func newRedactor(rules []config.Redaction, v *vault) *redactor {
	r := &redactor{vault: v}
	for i, rule := range rules {
		if rule.Pointer.Set() {
			r.pointers = append(r.pointers, pointerRule{name: rule.Pointer.Value, parts: pointerParts(rule.Pointer.Value)})
			continue
		}
		r.patterns = append(r.patterns, patternRule{name: "redact/" + strconv.Itoa(i), match: regexp.MustCompile(rule.Pattern.Value)})
	}
	return r
}

func pointerParts(pointer string) []string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, p := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(p)
	}
	return parts
}

// removed tells what the rules removed; every rule, also where it found nothing.
func (r *redactor) removed() []Removal {
	var out []Removal
	for _, p := range r.pointers {
		out = append(out, Removal{p.name, p.count})
	}
	for _, p := range r.patterns {
		out = append(out, Removal{p.name, p.count})
	}
	if r.secrets > 0 {
		out = append(out, Removal{"credentials of the collector", r.secrets})
	}
	return out
}

// apply gives what was served without what is to be removed; the bytes as they
// were where nothing is.
func (r *redactor) apply(b []byte, isJSON bool) ([]byte, error) {
	b, n := r.vault.scrub(b)
	r.secrets += n
	switch {
	case len(r.pointers)+len(r.patterns) == 0:
		return b, nil
	case isJSON:
		return r.json(b)
	case len(r.pointers) > 0:
		return nil, failure(evidence.NotUnderstood, "use patterns, or have it served as JSON", "a redaction by pointer needs JSON, and this is none")
	}
	for i := range r.patterns {
		b = r.patterns[i].text(b)
	}
	return b, nil
}

func (p *patternRule) text(b []byte) []byte {
	return p.match.ReplaceAllFunc(b, func(m []byte) []byte {
		if len(m) == 0 {
			return m
		}
		p.count++
		return []byte(mask)
	})
}

// json applies the rules value by value. Members are left out; elements become
// null, so that those behind them keep their place.
func (r *redactor) json(b []byte) ([]byte, error) {
	var out bytes.Buffer
	d := jsontext.NewDecoder(bytes.NewReader(b), lenient)
	e := jsontext.NewEncoder(&out, lenient)
	active := make([]step, len(r.pointers))
	for i := range active {
		active[i] = step{rule: i}
	}
	err := r.value(d, e, active)
	if _, end := d.ReadToken(); err != nil || end != io.EOF {
		return nil, notJSON()
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func notJSON() *Failure {
	return failure(evidence.NotUnderstood, "see that the address gives what the collector asks for", "the answer is no JSON")
}

// step is a rule by pointer and how far down it has come.
type step struct{ rule, depth int }

// below lists the rules that go on under a name, and says whether one ends
// there.
func (r *redactor) below(active []step, name string) (next []step, ends bool) {
	for _, s := range active {
		rule := &r.pointers[s.rule]
		if part := rule.parts[s.depth]; part != name && part != "*" {
			continue
		}
		if s.depth+1 < len(rule.parts) {
			next = append(next, step{s.rule, s.depth + 1})
		} else if !ends {
			ends = true
			rule.count++
		}
	}
	return next, ends
}

func (r *redactor) value(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
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
func (r *redactor) scalar(t jsontext.Token) jsontext.Token {
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

func (r *redactor) object(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
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
		next, ends := r.below(active, name)
		if ends || r.hides(name) {
			if err := d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if err := e.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		if err := r.value(d, e, next); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	return e.WriteToken(jsontext.EndObject)
}

// hides says whether a pattern matches the name of a member, which then goes.
func (r *redactor) hides(name string) bool {
	for i := range r.patterns {
		if p := &r.patterns[i]; p.match.FindString(name) != "" {
			p.count++
			return true
		}
	}
	return false
}

func (r *redactor) array(d *jsontext.Decoder, e *jsontext.Encoder, active []step) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	if err := e.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for i := 0; d.PeekKind() != ']'; i++ {
		next, ends := r.below(active, strconv.Itoa(i))
		err := error(nil)
		if ends {
			if err = d.SkipValue(); err == nil {
				err = e.WriteToken(jsontext.Null)
			}
		} else {
			err = r.value(d, e, next)
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
