package frameworks

import (
	"encoding/binary"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/testkit"
)

// Compact.bin is written here and read in compact.go. The writer stands among
// the tests because nothing else needs it: the program only reads.

func TestCompactFormIsFresh(t *testing.T) {
	want := writeCompact(decodeAll(t))
	if testkit.Updating() {
		if err := os.WriteFile("compact.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if compact != string(want) {
		t.Fatal("compact.bin is not what the catalogs and profiles resolve to; run go generate ./oscal/frameworks")
	}
}

// Every answer is the one that the JSON gives, to the last slice.
func TestCompactFormSaysWhatTheJSONSays(t *testing.T) {
	all := decodeAll(t)
	if documents() != len(all) {
		t.Fatalf("%d documents, want %d", documents(), len(all))
	}
	for _, want := range all {
		file := want.resolved.ProfilePath
		t.Run(file, func(t *testing.T) {
			d, ok := lookup(file)
			if !ok {
				t.Fatal("it is not there")
			}
			got := d.resolved()
			if diff := cmp.Diff(want.resolved, got); diff != "" {
				t.Errorf("resolved (-JSON +compact):\n%.2000s", diff)
			}
			if raw, err := FS.ReadFile(file); err != nil || digest(raw) != got.ProfileDigest {
				t.Errorf("the digest is not that of the file: %v", err)
			}
			if asked, err := ResolveFile(nil, Scheme+file); err != nil || !cmp.Equal(asked, got) {
				t.Errorf("ResolveFile gives another answer: %v", err)
			}
			if path.Base(file) == "profile.json" {
				if asked, err := Open(got.ID); err != nil || !cmp.Equal(asked, got) {
					t.Errorf("Open gives another answer: %v", err)
				}
				return
			}
			c := openCatalog(t, got.ID)
			if c.ID != got.ID || c.Title != got.Title || c.Version != got.Version || c.Path != file || c.Digest != got.ProfileDigest || !cmp.Equal(c.Controls, got.Controls) {
				t.Errorf("OpenCatalog gives another answer")
			}
			index, err := OpenIndex(got.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want.entries)), index.IDs()); diff != "" {
				t.Errorf("ids (-JSON +compact):\n%.2000s", diff)
			}
			for id, e := range want.entries {
				found, control, ok := index.find(id)
				if diff := cmp.Diff(e.Entry, found); !ok || diff != "" || control != e.control {
					t.Errorf("%s: control %d, want %d (-JSON +compact):\n%s", id, control, e.control, diff)
				}
				for _, near := range []string{id + "\x00", id[:len(id)-1], "\xff" + id} {
					if _, known := want.entries[near]; !known {
						if _, ok := index.Find(near); ok {
							t.Errorf("found %q", near)
						}
					}
				}
			}
		})
	}
}

// What a caller changes in an answer, another caller does not see.
func TestAnswersAreTheCallers(t *testing.T) {
	spoilt := open(t, "fedramp-moderate")
	want := open(t, "fedramp-moderate")
	for i := range spoilt.Controls {
		c := &spoilt.Controls[i]
		c.Params = append(c.Params, Param{ID: "x"})
		c.Props = append(c.Props, Prop{Name: "x"})
		for j := range c.Targets {
			c.Targets[j].Props = append(c.Targets[j].Props, Prop{Name: "x"})
		}
		c.Targets = append(c.Targets, Target{ID: "x"})
	}
	for i := range spoilt.Controls { // what is appended must not have reached a neighbour
		c, was := &spoilt.Controls[i], &want.Controls[i]
		if !slices.Equal(c.Props[:len(c.Props)-1], was.Props) || !slices.Equal(c.Params[:len(c.Params)-1], was.Params) {
			t.Errorf("%s: an append to another control changed it", c.ID)
		}
		for j := range was.Targets {
			if c.Targets[j].ID != was.Targets[j].ID || !slices.Equal(c.Targets[j].Props[:len(was.Targets[j].Props)], was.Targets[j].Props) {
				t.Errorf("%s: an append to another target changed it", was.Targets[j].ID)
			}
		}
	}
	clear(spoilt.Controls)
	if diff := cmp.Diff(want, open(t, "fedramp-moderate")); diff != "" {
		t.Errorf("a later caller sees the change:\n%.500s", diff)
	}
}

// decoded is a document of FS, from its JSON.
type decoded struct {
	resolved *Resolved
	entries  map[string]indexed // of a catalog; nil for a profile
}

type indexed struct {
	Entry
	control int // where its control stands
}

// decodeAll resolves every document of FS with the resolver behind ResolveFile:
// profiles sorted by id, then catalogs.
func decodeAll(t *testing.T) []decoded {
	t.Helper()
	r := newResolver(nil)
	var out []decoded
	for _, pattern := range []string{"*/profile.json", "*/catalog.json"} {
		files, err := fs.Glob(FS, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			at := location{builtin: true, path: file}
			resolved, err := r.resolve(at)
			if err != nil {
				t.Fatal(err)
			}
			d := decoded{resolved: resolved}
			if s := r.sources[at]; !s.isProfile {
				d.entries = map[string]indexed{}
				d.enterCatalog(s)
				for _, profile := range out {
					d.enterProfile(r.sources[location{builtin: true, path: profile.resolved.ProfilePath}], profile.resolved.ID)
				}
			}
			out = append(out, d)
		}
	}
	return out
}

// enterCatalog indexes what a catalog has.
func (d *decoded) enterCatalog(s *source) {
	for i := range s.controls {
		id := s.controls[i].control.ID
		d.entries[id] = d.entry(id, ControlEntry, i, d.resolved.Controls[i].Targets)
		for j := range s.controls[i].parts {
			d.enterPart(&s.controls[i].parts[j], i, "")
		}
	}
}

// enterProfile indexes what a profile adds to controls of the catalog it
// imports.
func (d *decoded) enterProfile(s *source, id string) {
	if !slices.ContainsFunc(s.imports, func(in importing) bool {
		return path.Join(path.Dir(s.at.path), in.href) == d.resolved.ProfilePath
	}) {
		return
	}
	for _, a := range s.alters {
		control, known := d.entries[a.control]
		if !known || control.Kind != ControlEntry {
			continue
		}
		for _, add := range a.adds {
			for i := range add.parts {
				d.enterPart(&add.parts[i], control.control, id)
			}
		}
	}
}

// enterPart indexes a part and the parts below it. Profile is the framework that
// adds them; empty for the catalog itself.
func (d *decoded) enterPart(p *part, control int, profile string) {
	for i := range p.parts {
		d.enterPart(&p.parts[i], control, profile)
	}
	if p.id == "" {
		return
	}
	e, known := d.entries[p.id]
	if !known {
		of := d.resolved.Controls[control].Targets
		switch {
		case p.objective():
			e = d.entry(p.id, ObjectiveEntry, control, p.leaves(nil))
		case len(of) == 1 && of[0].ID == p.id:
			e = d.entry(p.id, StatementEntry, control, of)
		default:
			e = d.entry(p.id, StatementEntry, control, nil)
		}
	}
	if profile != "" && (!known || e.Profiles != nil) {
		e.Profiles = append(e.Profiles, profile)
	}
	d.entries[p.id] = e
}

func (d *decoded) entry(id string, kind EntryKind, control int, targets []Target) indexed {
	c := &d.resolved.Controls[control]
	e := Entry{ID: id, Kind: kind, Control: c.ID, Withdrawn: c.Withdrawn}
	for _, t := range targets {
		e.Targets = append(e.Targets, t.ID)
	}
	return indexed{e, control}
}

// writer writes compact.bin. It goes through everything twice: the first time
// finds the strings, the second time knows their numbers.
type writer struct {
	numbers map[string]int
	strings []string // sorted; empty the first time
	found   map[string]bool
	out     []byte
}

func writeCompact(all []decoded) []byte {
	w := &writer{numbers: map[string]int{}, found: map[string]bool{}}
	w.write(all)
	w.strings = slices.Sorted(maps.Keys(w.found))
	for i, s := range w.strings {
		w.numbers[s] = i
	}
	return w.write(all)
}

func (w *writer) write(all []decoded) []byte {
	w.out = nil
	w.word(len(w.strings))
	w.word(len(all))
	place := (2 + len(w.strings) + 1 + 3*len(all)) * wordSize
	for _, s := range w.strings {
		w.word(place)
		place += len(s)
	}
	w.word(place)
	records := len(w.out)
	w.out = append(w.out, make([]byte, 3*len(all)*wordSize)...)
	for _, s := range w.strings {
		w.out = append(w.out, s...)
	}
	for _, d := range all {
		w.set(records, w.number(d.resolved.ProfilePath))
		w.set(records+wordSize, len(w.out))
		w.resolved(d.resolved)
		if d.entries != nil {
			w.set(records+2*wordSize, w.index(d.entries))
		}
		records += 3 * wordSize
	}
	return w.out
}

// index writes entries and their index, and gives the place of the latter.
func (w *writer) index(entries map[string]indexed) int {
	var words []int
	for _, id := range slices.Sorted(maps.Keys(entries)) {
		e := entries[id]
		words = append(words, w.number(id), len(w.out))
		w.add(e.control)
		w.text(string(e.Kind), e.Control)
		w.yes(e.Withdrawn)
		w.texts(e.Targets)
		w.texts(e.Profiles)
	}
	place := len(w.out)
	w.word(len(entries))
	for _, n := range words {
		w.word(n)
	}
	return place
}

func (w *writer) resolved(r *Resolved) {
	w.text(r.ID, r.Title, r.Catalog, r.Version, r.ProfileDigest)
	targets, params, props := 0, len(r.Orphans), 0
	for _, c := range r.Controls {
		targets, params, props = targets+len(c.Targets), params+len(c.Params), props+len(c.Props)
		for _, t := range c.Targets {
			props += len(t.Props)
		}
	}
	for _, n := range []int{len(r.Controls), targets, params, props} {
		w.add(n)
	}
	for _, c := range r.Controls {
		w.text(c.ID, c.Label, c.Title, c.Class, c.Family, c.FamilyTitle, c.Parent)
		w.yes(c.Withdrawn)
		w.texts(c.Moved)
		w.add(len(c.Targets))
		for _, t := range c.Targets {
			w.text(t.ID, t.Kind, t.Label, t.Title, t.Requirement)
			w.props(t.Props)
		}
		w.params(c.Params)
		w.props(c.Props)
	}
	w.params(r.Orphans)
}

func (w *writer) params(params []Param) {
	w.add(len(params))
	for _, p := range params {
		w.text(p.ID, p.Control, p.Label, p.Value)
		w.yes(p.Set)
		w.text(p.Constraint, p.Unit, p.Limit, p.Verification)
	}
}

func (w *writer) props(props []Prop) {
	w.add(len(props))
	for _, p := range props {
		w.text(p.Name, p.NS, p.Value, p.Class)
	}
}

func (w *writer) word(n int) { w.out = binary.LittleEndian.AppendUint32(w.out, uint32(n)) }

func (w *writer) set(at, n int) { binary.LittleEndian.PutUint32(w.out[at:], uint32(n)) }

func (w *writer) add(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

func (w *writer) yes(b bool) {
	n := 0
	if b {
		n = 1
	}
	w.add(n)
}

func (w *writer) texts(list []string) {
	w.add(len(list))
	w.text(list...)
}

func (w *writer) text(list ...string) {
	for _, s := range list {
		w.add(w.number(s))
	}
}

func (w *writer) number(s string) int {
	w.found[s] = true
	return w.numbers[s]
}
