package cloud

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// topic is one format: the exports of one provider about one matter.
type topic struct {
	name   string
	names  string // member names that errors may print
	shapes []shape
}

// shape is the export of one command.
type shape struct {
	command string   // what writes it; documents are collected by it
	list    string   // the member that holds the records; "" where the file itself is the record or the list of them
	one     bool     // a single record instead of a list
	root    []string // members that the page has beside list
	has     []string // members of the first record, unless the list is empty
	is      func(page, record raw.Head) bool
	brings  []bring
	record  func(*export) error // reads one record
	full    []int               // sizes of a page that does not say whether another follows
	// silent says what the export cannot show of the kinds without lists, and
	// answer which one can.
	silent, answer string
}

// bring is a kind that a shape brings, and the lists that its payload must have.
type bring struct {
	kind  string
	lists []string
}

func one(kind string, lists ...string) []bring { return []bring{{kind, lists}} }

func (t topic) format() raw.Format {
	var kinds []string
	for _, sh := range t.shapes {
		for _, b := range sh.brings {
			if !slices.Contains(kinds, b.kind) {
				kinds = append(kinds, b.kind)
			}
		}
	}
	return raw.Format{
		Name:   t.name,
		Kinds:  kinds,
		Detect: func(h raw.Head) bool { return t.find(h) != nil },
		Read:   t.read,
	}
}

// find is the first shape that a file beginning so has; nil where it has none.
func (t topic) find(h raw.Head) *shape {
	if h.Lines {
		return nil
	}
	for i := range t.shapes {
		if t.shapes[i].fits(h) {
			return &t.shapes[i]
		}
	}
	return nil
}

// fits knows a page of the export, a list of pages, and where the file itself
// is the list, a list of lists as pages are put together.
func (sh *shape) fits(h raw.Head) bool {
	if h.List && nested(h) {
		h = raw.NewHead(inner(h))
	}
	record := h
	if sh.list != "" {
		if !h.Has(sh.list) {
			return false
		}
		if record = h.In(sh.list); record.List == sh.one {
			return false
		}
	} else if !h.List && !sh.one {
		return false
	}
	if !h.Has(sh.root...) || !record.Has(sh.has...) && !(sh.list != "" && hollow(record)) {
		return false
	}
	return sh.is == nil || sh.is(h, record)
}

// nested says whether a list begins with a list.
func nested(h raw.Head) bool { return strings.HasPrefix(string(inner(h)), "[") }

func inner(h raw.Head) []byte { return []byte(strings.TrimLeft(string(h.Text[1:]), " \t\r\n")) }

// hollow says whether a list has no element.
func hollow(h raw.Head) bool { return h.List && strings.HasPrefix(string(inner(h)), "]") }

// export is one file being read.
type export struct {
	ctx context.Context
	s   *raw.Source
	j   *raw.JSON
	*shape

	single      bool   // the file is one record and no list
	pages, open int    // pages, and those of them that say that another follows
	total, read int    // records that there are by the export's own word, and those that are here
	collected   string // the export's own time
	subject     string // what the export is about, where it says so
	ids         []string
	regions     raw.Examined
	networks    []*network
	networkOf   map[string]*network // the same by id
	scans       []scan
	scanOf      map[string]int // by tool and target, the place in scans
	lists       map[string][]*raw.Term
	names       map[string]map[string]bool // by kind and list, what it holds already
}

// read reads any export of the topic.
func (t topic) read(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, t.names+" "+pagingNames)
	sh := t.find(j.Head())
	if sh == nil {
		switch k := j.Kind(); {
		case k != '{' && k != '[' && k != 0:
			return j.Mistyped()
		default:
			if err := j.Skip(); err != nil {
				return err
			}
			if err := j.End(); err != nil {
				return err
			}
		}
		return &raw.Fault{Code: raw.FaultFormat}
	}
	x := newExport(ctx, s, j, sh)
	if err := x.value(); err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	if err := x.closeNetworks(); err != nil {
		return err
	}
	s.Finish()
	return x.emit()
}

func newExport(ctx context.Context, s *raw.Source, j *raw.JSON, sh *shape) *export {
	return &export{ctx: ctx, s: s, j: j, shape: sh, lists: map[string][]*raw.Term{}, names: map[string]map[string]bool{}, scanOf: map[string]int{}}
}
