package cloud

import (
	"github.com/go-json-experiment/json/jsontext"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// pagingNames are the members by which exports say that they are one page of
// several.
const pagingNames = `NextToken nextToken Marker NextMarker IsTruncated Truncated nextLink @odata.nextLink nextPageToken
total_count incomplete_results`

// value reads what the file is: a page, a record, or a list of them.
func (x *export) value() error {
	x.single = x.j.Kind() != '[' && x.list == ""
	switch {
	case x.single:
		return x.record(x)
	case x.j.Kind() != '[':
		return x.page()
	case x.list != "":
		return x.j.Array(func(int) error { return x.page() })
	}
	n, sizes := 0, []int(nil)
	err := x.j.Array(func(int) error {
		if x.j.Kind() != '[' {
			n++
			return x.record(x)
		}
		in := 0
		err := x.j.Array(func(int) error { in++; return x.record(x) })
		sizes = append(sizes, in)
		return err
	})
	if len(sizes) > 0 {
		n = sizes[len(sizes)-1]
	}
	x.fullPage(n)
	return err
}

// fullPage notes that a list, or the last page of one, is as long as a page can
// be, so that more may follow.
func (x *export) fullPage(n int) {
	if slices.Contains(x.full, n) {
		x.pages, x.open = 1, 1
	}
}

// page reads an object that holds records, and what it says of further pages.
func (x *export) page() error {
	x.pages++
	more := false
	err := x.j.Object(func(name string) error {
		if name == x.list {
			if x.one {
				return x.record(x)
			}
			return x.j.Array(func(int) error { x.read++; return x.record(x) })
		}
		switch name {
		case "NextToken", "nextToken", "Marker", "NextMarker", "nextLink", "@odata.nextLink", "nextPageToken":
			var token string
			err := x.j.Into(&token)
			more = more || token != ""
			return err
		case "IsTruncated", "Truncated", "incomplete_results":
			var cut bool
			err := x.j.Into(&cut)
			more = more || cut
			return err
		case "total_count":
			var n int
			err := x.j.Into(&n)
			x.total = max(x.total, n)
			return err
		}
		return x.j.Skip()
	})
	if more {
		x.open++
	}
	return err
}

// unfinished says whether records of the list are on pages that are not here.
// Of pages put together each but the last says that another follows.
func (x *export) unfinished() bool {
	return x.open > 0 && x.open >= x.pages || x.read < x.total
}

// each reads one record into a T and hands it on with its place in the file.
func each[T any](add func(x *export, v *T, at string) error) func(*export) error {
	return func(x *export) error {
		var v T
		if err := x.j.Record(&v); err != nil {
			return err
		}
		return add(x, &v, x.j.Here())
	}
}

// kept reads a record that no kind has a place for, and keeps it as it is. It is
// for records without personal data or secrets.
func kept(sort string) func(*export) error {
	return func(x *export) error { return x.j.Keep(sort) }
}

// put adds an entry to a list of a kind, under its name. A name that is missing,
// or that another entry has already, makes the record one that nobody can judge.
func (x *export) put(kind, list, name, at string, entry *raw.Fields) error {
	key, name := kind+"/"+list, plainName(name)
	switch had := x.names[key]; {
	case name == "":
		return x.s.RefuseRecord(kind, at, 0, "a record of the export has no name", "export it again, without `--query`")
	case had[name]:
		return x.s.RefuseRecord(kind, at, 0, "two records of the export have one name", "export each account, project or organization to a file of its own")
	case had == nil:
		x.names[key] = map[string]bool{}
	}
	x.names[key][name] = true
	x.add(kind, list, entry.Must("id", name))
	return nil
}

// plainName is a name as entries have it: short, and without what could forge a
// line.
func plainName(name string) string { return raw.Clean(raw.Clip(name, raw.LongText)) }

// add adds an entry whose name is known to be its own.
func (x *export) add(kind, list string, entry *raw.Fields) {
	x.lists[kind+"/"+list] = append(x.lists[kind+"/"+list], entry.Term())
}

// has says whether a list of a kind has an entry of that name.
func (x *export) has(kind, list, name string) bool { return x.names[kind+"/"+list][plainName(name)] }

// about notes what an export says it is about: the first name is its subject,
// all are matched with the inventory.
func (x *export) about(names ...string) {
	for _, n := range names {
		if n == "" {
			continue
		}
		if x.subject == "" {
			x.subject = n
		}
		if len(x.ids) < 64 && !slices.Contains(x.ids, n) {
			x.ids = append(x.ids, n)
		}
	}
}

// emit yields a document for each kind, and one that says so where the export
// is not whole.
func (x *export) emit() error {
	for _, b := range x.brings {
		err := x.emitLists(b)
		for i := range x.scans {
			if err == nil {
				err = x.emitScan(b.kind, &x.scans[i])
			}
		}
		if err == nil && x.silent != "" {
			err = x.s.Unshown(b.kind, x.ids, x.silent, x.answer)
		}
		if err == nil && x.unfinished() {
			err = x.s.Unshown(b.kind, x.ids, "the export is not whole: it says, or its length does, that more pages follow",
				"export all pages, and put those of one list into one file")
		}
		if err != nil {
			return err
		}
	}
	if x.s.Doc == 0 && x.s.File.Records.Raw == 0 {
		return x.s.Unshown("", x.ids, "the export holds nothing", "export it again, or take it out of the sources")
	}
	return nil
}

// emitLists yields the document of a kind that is lists.
func (x *export) emitLists(b bring) error {
	f, entries := x.s.Fields(), 0
	for _, list := range b.lists {
		terms := x.lists[b.kind+"/"+list]
		f.List(list, terms)
		entries += len(terms)
	}
	if len(b.lists) == 0 || entries == 0 && x.s.File.Records.Raw > 0 {
		return nil
	}
	return x.s.Emit(raw.Draft{
		Kind: b.kind, Subject: x.subject, IDs: x.ids,
		Collector: x.collector(), Collected: x.collected, Payload: f.Object(),
	})
}

// collector tells series apart: the command, where it looked, and where the
// export does not say of what it is, the file.
func (x *export) collector() string {
	slices.Sort(x.regions.Names)
	name := strings.Join(append([]string{x.command}, x.regions.Names...), " ")
	if x.subject == "" {
		name += " " + x.s.Opt.Path
	}
	return name
}

// flag adds what is known to be so or not so; null where it is not known.
func flag(f *raw.Fields, name string, b *bool) *raw.Fields {
	if b == nil {
		return null(f, name)
	}
	return f.Flag(name, *b)
}

// known is something that an export tells.
func known[T any](v T) *T { return &v }

// when is a time that is written as text, or as a number of seconds or
// milliseconds since 1970; empty for anything else.
func when(v jsontext.Value) string {
	switch v.Kind() {
	case '"':
		b, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return ""
		}
		return raw.Stamp(string(b))
	case '0':
		n, err := strconv.ParseFloat(string(v), 64)
		if err != nil || n <= 0 || n > 1e13 {
			return ""
		}
		if n > 1e11 {
			n /= 1000
		}
		return raw.Stamp(time.Unix(int64(n), 0).UTC().Format(time.RFC3339))
	}
	return ""
}

// null adds what is not known, or is known not to be there.
func null(f *raw.Fields, name string) *raw.Fields { return f.Value(name, ast.Null{}) }

// stamp adds a time that is one.
func stamp(f *raw.Fields, name string, v jsontext.Value) *raw.Fields {
	return f.Text(name, when(v), raw.ShortText)
}

// number adds a whole number, zero included.
func number(f *raw.Fields, name string, n int) *raw.Fields {
	return f.Value(name, ast.Number(strconv.Itoa(n)))
}

// whole adds a whole number that the export tells, unless it is below zero.
func whole(f *raw.Fields, name string, n *int) *raw.Fields {
	if n == nil || *n < 0 {
		return f
	}
	return number(f, name, *n)
}
