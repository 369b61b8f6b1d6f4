package frameworks

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/problem"
)

// maxDepth bounds how deep objects and arrays may nest; a real catalog has 15.
const maxDepth = 200

// source is a decoded catalog or profile: what resolution needs of it and
// nothing else. Unknown members are passed over; whether a document is valid is
// for package oscal to say.
type source struct {
	at      location
	place   func(pointer string) problem.Place
	raw     []byte // the file as it is, for its digest
	title   string
	version string

	isProfile bool
	controls  []node // of a catalog, in document order, enhancements behind their control

	imports   []importing
	set       []setting
	alters    []alter
	resources []resource
}

// node is a control of a catalog.
type node struct {
	control Control // without targets
	params  []Param
	parts   []part
}

// part is a statement, an item of one, or an objective.
type part struct {
	id, name, class, ns, title string
	props                      []Prop
	parts                      []part
}

type importing struct {
	href     string
	all      bool
	include  []selector
	exclude  []selector
	selected bool // it says what it includes
}

// selector picks controls by id or by glob pattern.
type selector struct {
	ids      []string
	patterns []string
	children bool // with-child-controls: yes
}

type setting struct {
	id           string
	label        string
	values       []string
	constraints  []string
	verification string
}

type alter struct {
	control string
	removes []removal
	adds    []addition
}

type removal struct{ name, class, id, item, ns string }

type addition struct {
	position, id string
	title        string
	params       []Param
	props        []Prop
	parts        []part
}

// resource is a back-matter resource that an import may point at.
type resource struct {
	uuid  string
	hrefs []string // JSON first, in the document's order else
}

// decoder reads JSON by pulling tokens, so that what is not wanted costs only
// its scanning.
type decoder struct {
	json  *jsontext.Decoder
	src   string // the whole input; strings read from it share its memory
	place func(pointer string) problem.Place
	depth int
}

// decode reads a catalog or profile. Errors are problems at the place of the
// value. Names that repeat are not looked for: our own files have none, and
// package oscal has refused them in others.
func decode(data []byte, place func(pointer string) problem.Place) (*source, error) {
	d := &decoder{json: jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)), src: string(data), place: place}
	const perControl = 600 // bytes, roughly, so that the list grows seldom
	s := &source{place: place, controls: make([]node, 0, len(data)/perControl+1)}
	found := false
	err := d.object(func(key string) error {
		switch key {
		case "catalog":
			found = true
			return d.catalog(s)
		case "profile":
			found, s.isProfile = true, true
			return d.profile(s)
		}
		return d.skip()
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, problem.New(place(""), "this is neither an OSCAL catalog nor a profile", "name a file whose one member is \"catalog\" or \"profile\"")
	}
	return s, nil
}

// fail is a problem at the value read last.
func (d *decoder) fail(what, remedy string) error {
	return problem.New(d.place(string(d.json.StackPointer())), what, remedy)
}

// syntax is the problem of text that is not JSON. The library's message is not
// shown: it quotes the text.
func (d *decoder) syntax() error {
	return d.fail(fmt.Sprintf("this is not valid JSON, at byte %d or soon after it", d.json.InputOffset()), "write the file again as JSON in UTF-8, without repeated names")
}

// enter takes an opening bracket of the wanted kind.
func (d *decoder) enter(kind jsontext.Kind, what string) error {
	got := d.json.PeekKind()
	if got != kind {
		if got == 0 { // an error that ReadToken reports
			return d.syntax()
		}
		_, _ = d.json.ReadToken()
		return d.fail("here must be "+what, "")
	}
	if d.depth++; d.depth > maxDepth {
		return d.fail("this nests too deep", "a catalog or profile nests far less")
	}
	if _, err := d.json.ReadToken(); err != nil {
		return d.syntax()
	}
	return nil
}

func (d *decoder) leave() error {
	d.depth--
	if _, err := d.json.ReadToken(); err != nil {
		return d.syntax()
	}
	return nil
}

// object calls member for every name; member must read or skip the value.
func (d *decoder) object(member func(key string) error) error {
	if err := d.enter('{', "an object"); err != nil {
		return err
	}
	for d.json.PeekKind() == '"' {
		key, err := d.json.ReadValue()
		if err != nil {
			return d.syntax()
		}
		if err := member(known(key)); err != nil {
			return err
		}
	}
	return d.leave()
}

// array calls item before every element; item must read it.
func (d *decoder) array(item func() error) error {
	if err := d.enter('[', "an array"); err != nil {
		return err
	}
	for k := d.json.PeekKind(); k != ']' && k != 0; k = d.json.PeekKind() {
		if err := item(); err != nil {
			return err
		}
	}
	return d.leave()
}

func (d *decoder) skip() error {
	if err := d.json.SkipValue(); err != nil {
		return d.syntax()
	}
	return nil
}

// text reads a string.
func (d *decoder) text(into *string) error {
	raw, err := d.json.ReadValue()
	if err != nil {
		return d.syntax()
	}
	if raw.Kind() != '"' {
		return d.fail("here must be a string", "")
	}
	body := raw[1 : len(raw)-1]
	if bytes.IndexByte(body, '\\') < 0 {
		end := int(d.json.InputOffset()) - 1
		*into = d.src[end-len(body) : end]
		return nil
	}
	plain, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return d.syntax()
	}
	*into = string(plain)
	return nil
}

// texts appends a list of strings.
func (d *decoder) texts(into *[]string) error {
	return d.array(func() error {
		var s string
		err := d.text(&s)
		*into = append(*into, s)
		return err
	})
}

// flag reads true or false; OSCAL's with-child-controls says "yes".
func (d *decoder) flag(into *bool) error {
	raw, err := d.json.ReadValue()
	if err != nil {
		return d.syntax()
	}
	*into = string(raw) == `"yes"` || string(raw) == "true"
	return nil
}

// known gives the member name inside its quotes, without allocating for the
// names we read.
func known(raw jsontext.Value) string {
	switch s := raw[1 : len(raw)-1]; string(s) {
	case "id":
		return "id"
	case "name":
		return "name"
	case "props":
		return "props"
	case "value":
		return "value"
	case "ns":
		return "ns"
	case "parts":
		return "parts"
	case "title":
		return "title"
	case "class":
		return "class"
	case "prose":
		return "prose"
	case "links":
		return "links"
	case "controls":
		return "controls"
	default:
		return string(s)
	}
}
