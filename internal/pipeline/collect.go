package pipeline

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/collect/live"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/redact"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// CollectOptions says which collectors run, and how they see the world.
type CollectOptions struct {
	Config  string
	Names   []string // empty: all
	Version string   // of assay, for the record
	live.Options
}

// Collecting is a workspace whose collectors are about to run.
type Collecting struct {
	o     CollectOptions
	w     *Workspace
	sys   *assessment.System
	Names []string // sorted
}

// Collected is what one collector brought.
type Collected struct {
	Name, Out, Record string
	Captures          []CollectedCapture
	Problems          []*problem.Problem // each makes a kind of evidence undecided
	Unread            bool               // no source of assay.yaml reads Out
}

// CollectedCapture is one of the things that were asked for.
type CollectedCapture struct {
	Name     string           `json:"name"`
	File     string           `json:"file,omitempty"`
	SHA256   string           `json:"sha256,omitempty"`
	Bytes    int              `json:"bytes,omitempty"`
	Format   string           `json:"format,omitempty"`
	Started  time.Time        `json:"started"`
	Complete bool             `json:"complete"`
	Why      string           `json:"incomplete,omitempty"`
	What     string           `json:"reason,omitempty"`
	Brings   []string         `json:"kinds"`
	Kinds    map[string]int   `json:"envelopes,omitempty"` // written, by kind
	Beside   map[string]int   `json:"left-raw,omitempty"`  // read, of kinds that the collector does not bring
	Asked    []live.Ask       `json:"asked,omitempty"`
	Programs []live.Program   `json:"programs,omitempty"`
	Redacted []redact.Removal `json:"redacted,omitempty"`
	problems []*problem.Problem
}

// OpenCollect reads the workspace and checks the words of its collectors.
func OpenCollect(o CollectOptions) (*Collecting, error) {
	w, err := Open(o.Config)
	if err != nil {
		return nil, err
	}
	sys, err := w.system()
	if err != nil {
		return nil, err
	}
	c := &Collecting{o: o, w: w, sys: sys}
	all := slices.Sorted(maps.Keys(w.Config.Collectors))
	var list problem.List
	for _, name := range all {
		c.words(w.Config.Collectors[name], &list)
	}
	for _, name := range o.Names {
		if !slices.Contains(all, name) {
			remedy := "add it under collectors; none is there"
			if len(all) > 0 {
				remedy = "the collectors are " + strings.Join(all, ", ")
			}
			if near := strictyaml.Near(name, all); len(near) > 0 {
				remedy = "did you mean " + near[0] + "? " + remedy
			}
			list.Add(problem.Place{Path: w.Config.Path}, "there is no collector "+strictyaml.Quote(name), remedy)
		}
	}
	if c.Names = all; len(o.Names) > 0 {
		c.Names = slices.Compact(slices.Sorted(slices.Values(o.Names)))
	}
	if len(all) == 0 && len(o.Names) == 0 {
		list.Add(problem.Place{Path: w.Config.Path}, "there are no collectors", "add them under collectors; docs/collectors.md has examples")
	}
	return c, list.Err()
}

// words refuses kinds, formats and components that nobody knows.
func (c *Collecting) words(e config.Collector, list *problem.List) {
	for _, k := range e.Kinds {
		if !c.w.Kinds.Has(k.Value) {
			remedy := "assay evidence kinds lists them"
			if near := c.w.Kinds.Near(k.Value); len(near) > 0 {
				remedy = "did you mean " + strings.Join(near, " or ") + "? " + remedy
			}
			list.Add(k.Place, "there is no evidence kind "+strictyaml.Quote(k.Value), remedy)
		}
	}
	formats := append(ingest.Formats(), collect.Payload)
	if f := e.Format; f.Set() && !slices.Contains(formats, f.Value) {
		list.Add(f.Place, "there is no format of this name", "use payload, or a format of docs/formats.md")
	}
	if !slices.ContainsFunc(c.sys.Components, func(x assessment.Component) bool { return x.Key == e.Component.Value }) {
		list.Add(e.Component.Place, "the system has no component "+strictyaml.Quote(e.Component.Value), "use the key of a component")
	}
}

// Config is the workspace's configuration.
func (c *Collecting) Config() *config.Config { return c.w.Config }

// Run runs one collector and writes what it brought: the envelopes, which take
// their place in one step, and beside them the bytes that were served and the
// record of the collection. A kind of which something is missing gets an envelope
// that says so in place of evidence. An error means that nothing was written.
func (c *Collecting) Run(ctx context.Context, name string) (*Collected, error) {
	cfg := c.w.Config
	e := cfg.Collectors[name]
	out, err := openShelf(cfg, e)
	if err != nil {
		return nil, err
	}
	defer out.close()
	opt := c.o.Options
	opt.Root, opt.Dir = cfg.Root, filepath.Join(cfg.Root, filepath.FromSlash(cfg.Base))
	started := opt.Now().UTC().Truncate(time.Second)
	captures, err := live.Run(ctx, e, opt)
	if err != nil {
		return nil, err
	}
	done := &Collected{Name: name, Out: out.out, Record: path.Join(out.raw, "record.json"), Unread: c.unread(out.out)}
	x := &envelopes{c: c, e: e, name: name, started: started, out: bufio.NewWriter(out.lines), shelf: out, done: done, shown: map[string]bool{}}
	for i := range captures {
		if err := x.capture(ctx, &captures[i]); err != nil {
			return nil, err
		}
	}
	if err := x.missing(); err != nil {
		return nil, err
	}
	if err := x.out.Flush(); err != nil {
		return nil, err
	}
	record, err := json.MarshalIndent(map[string]any{
		"collector": name, "type": e.Type.Value, "assay": c.o.Version, "component": e.Component.Value,
		"started": started, "ended": opt.Now().UTC().Truncate(time.Second), "captures": done.Captures,
	}, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := out.write("record.json", append(record, '\n')); err != nil {
		return nil, err
	}
	return done, out.place()
}

// unread says whether no source reads the file of envelopes.
func (c *Collecting) unread(out string) bool {
	return !slices.ContainsFunc(c.w.Config.Sources, func(s config.Source) bool {
		ok, err := doublestar.Match(path.Join(c.w.Config.Base, s.Path.Value), out)
		return err == nil && ok
	})
}

// envelopes turns captures into envelopes.
type envelopes struct {
	c       *Collecting
	e       config.Collector
	name    string
	started time.Time
	out     *bufio.Writer
	shelf   *shelf
	done    *Collected
	shown   map[string]bool // kinds of which an envelope speaks
	line    []byte
}

// capture keeps what was served and writes what it shows.
func (x *envelopes) capture(ctx context.Context, k *live.Capture) error {
	done := CollectedCapture{
		Name: k.Name, Started: k.Started, Brings: k.Kinds, Format: k.Format, Kinds: map[string]int{}, Beside: map[string]int{},
		Asked: k.Asked, Programs: k.Programs, Redacted: k.Redacted, Complete: true,
	}
	if k.Failure == nil {
		sum := sha256.Sum256(k.Data)
		done.File, done.SHA256, done.Bytes = k.Name+".raw", hex.EncodeToString(sum[:]), len(k.Data)
		if err := x.shelf.write(done.File, k.Data); err != nil {
			return err
		}
		if err := x.read(ctx, k, &done); err != nil {
			return err
		}
	} else if err := x.failed(k, &done, k.Kinds, *k.Failure); err != nil {
		return err
	}
	x.done.Captures = append(x.done.Captures, done)
	x.done.Problems = append(x.done.Problems, done.problems...)
	return nil
}

// read writes the documents of what was served.
func (x *envelopes) read(ctx context.Context, k *live.Capture, done *CollectedCapture) error {
	see := func(d *evidence.Document) error { return x.document(k, done, d) }
	if k.Format == collect.Payload {
		kind, _ := x.c.w.Kinds.Get(k.Kinds[0])
		d := evidence.ReadPayload(k.Data, jsonast.New(jsonast.Default()), kind, x.e.Subject.Value, x.e.CollectedAt.Value)
		if d.Collector = "assay collect " + x.name; d.Subject == "" {
			d.Subject = x.e.Component.Value
		}
		d.Component = x.e.Component.Value
		if d.Collected.IsZero() && !x.e.CollectedAt.Set() {
			d.Collected = k.Started
		}
		d.Locate(&evidence.File{Path: x.shelf.path(done.File), Format: collect.Payload}, 0)
		return see(d)
	}
	if done.Format == "" {
		done.Format = ingest.Detect(k.Data[:min(len(k.Data), ingest.HeadSize)])
	}
	if done.Format == "" {
		return x.failed(k, done, k.Kinds, live.Failure{Why: evidence.NotUnderstood, What: "what came is of no format that is known", Remedy: "name its format:, or have it served in another"})
	}
	targets := x.c.w.options(time.Time{}, x.c.sys).Targets
	return ingest.Read(ctx, done.Format, bytes.NewReader(k.Data), ingest.Options{
		Path: x.shelf.path(done.File), Kinds: k.Kinds, Component: x.e.Component.Value, Collected: k.Started, Targets: targets,
	}, see)
}

// document writes one envelope, or what it is that cannot be one. What is of a
// kind that the collector does not bring stays in what was served.
func (x *envelopes) document(k *live.Capture, done *CollectedCapture, d *evidence.Document) error {
	kinds := k.Kinds
	if d.Kind != "" {
		kinds = []string{d.Kind}
	}
	switch {
	case d.Kind != "" && !slices.Contains(k.Kinds, d.Kind):
		done.Beside[d.Kind]++
		return nil
	case d.Problem != nil:
		why := evidence.NothingShown
		if d.Kind == "" {
			why = evidence.NotUnderstood
		}
		return x.failed(k, done, kinds, live.Failure{Why: why, What: d.Problem.What, Remedy: d.Problem.Remedy})
	}
	if p := x.c.w.Kinds.Check(d); p != nil { // it is what was served, and undecided when it is read
		done.problems = append(done.problems, p)
	}
	source := origin(d)
	source["file"], source["record"] = x.shelf.path(done.File), x.done.Record
	if n := slices.DeleteFunc(slices.Clone(k.Redacted), func(r redact.Removal) bool { return r.Count == 0 }); len(n) > 0 {
		source["redacted"] = n
	}
	var err error
	if x.line, err = d.AppendEnvelope(x.line[:0], source); err != nil {
		return err
	}
	done.Kinds[d.Kind]++
	x.shown[d.Kind] = true
	_, err = x.out.Write(x.line)
	return err
}

// failed writes, for each kind, the envelope that says why there is nothing.
func (x *envelopes) failed(k *live.Capture, done *CollectedCapture, kinds []string, f live.Failure) error {
	done.Complete, done.Why, done.What = false, string(f.Why), f.What
	done.problems = append(done.problems, problem.New(x.e.Type.Place, "collector "+x.name+", "+k.Name+": "+f.What, f.Remedy))
	for _, kind := range kinds {
		if err := x.incomplete(kind, k.Name, k.Started, f.Why); err != nil {
			return err
		}
	}
	return nil
}

func (x *envelopes) incomplete(kind, capture string, at time.Time, why evidence.Incomplete) error {
	x.shown[kind] = true
	d := &evidence.Document{Kind: kind, Component: x.e.Component.Value, Collected: at, Collector: strings.TrimSpace("assay collect " + x.name + " " + capture)}
	line, err := d.AppendIncomplete(nil, why, map[string]any{"record": x.done.Record})
	if err != nil {
		return err
	}
	_, err = x.out.Write(line)
	return err
}

// missing says of each kind that was to come and did not, that it did not.
func (x *envelopes) missing() error {
	for _, kind := range x.e.Brings() {
		if x.shown[kind] {
			continue
		}
		x.done.Problems = append(x.done.Problems, problem.New(x.e.Type.Place, "collector "+x.name+": nothing that came shows "+kind, "collect it from elsewhere, or remove it from kinds:"))
		if err := x.incomplete(kind, "", x.started, evidence.NothingShown); err != nil {
			return err
		}
	}
	return nil
}
