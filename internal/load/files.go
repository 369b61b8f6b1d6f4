package load

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// The bounds of what one system may pull in.
const (
	maxFiles    = 1000     // component definitions, imported ones included
	maxFileSize = 64 << 20 // bytes of one of them
	maxTold     = 50       // problems of one file
)

// reader gathers the components of all files of a system.
type reader struct {
	cfg     *config.Config
	repo    fs.FS // nil where the repository cannot be opened
	lib     *frameworks.Library
	sys     *assessment.System
	list    *problem.List
	read    map[string]bool           // files, by path within the repository
	owners  map[string]problem.Place  // component uuid → where it was first
	keys    map[string]problem.Place  // explicit key → where it was first
	sources map[string]*claimedSource // by resolved href, so that each is opened once
	compass compass
}

// fromFiles reads the OSCAL documents that cfg names, and the component
// definitions they import from inside the repository.
func fromFiles(sys *assessment.System, cfg *config.Config, lib *frameworks.Library, list *problem.List) {
	cfg = cfg.Judged()
	repo, err := cfg.FS(".")
	if err != nil {
		cause, remedy := problem.Cause(err)
		list.Add(cfg.System.Place, "the repository cannot be opened: "+cause, remedy)
		return
	}
	r := &reader{
		cfg: cfg, repo: repo, lib: lib, sys: sys, list: list, read: map[string]bool{},
		owners: map[string]problem.Place{}, keys: map[string]problem.Place{}, sources: map[string]*claimedSource{},
		compass: compass{checks: map[ruleOf][]ruleCheck{}, params: map[ruleOf][]assessment.RuleParam{}},
	}
	var uuids []string
	for _, f := range cfg.System.Files {
		doc := r.file(cfg.Abs(f.Value), f.Place)
		switch {
		case doc == nil:
			continue
		case doc.ComponentDefinition != nil:
			uuids = append(uuids, doc.ComponentDefinition.UUID)
			sys.Title = cmp.Or(sys.Title, doc.ComponentDefinition.Metadata.Title)
		default:
			uuids = append(uuids, doc.SystemSecurityPlan.UUID)
			sys.Title = cmp.Or(sys.Title, doc.SystemSecurityPlan.SystemCharacteristics.SystemName)
		}
	}
	sys.UUID = oscal.ID(append([]string{"component-definition", sys.ID}, uuids...)...)
	if len(uuids) == 1 {
		sys.UUID = uuids[0]
	}
	if len(sys.Sources) > 0 {
		sys.Source = sys.Sources[0]
	}
	if len(sys.Components) == 0 && list.Len() == 0 {
		list.Add(cfg.System.Place, "the system has no component", "add components to the component definition")
	}
	r.settle()
	keys(sys.Components)
	settlePlan(sys)
}

// file reads one component definition or system security plan into the system;
// nil when it was read before or cannot be. From is the place that names it.
func (r *reader) file(rel string, from problem.Place) *oscal.Document {
	if r.read[rel] {
		return nil
	}
	if len(r.read) >= maxFiles {
		r.list.Add(from, "the system imports more than 1000 component definitions", "name fewer under system")
		return nil
	}
	r.read[rel] = true
	data, err := r.cfg.Read(rel, maxFileSize)
	if err != nil {
		cause, remedy := problem.Cause(err)
		r.list.Add(from, "cannot read "+strictyaml.Quote(rel)+": "+cause, remedy)
		return nil
	}
	doc, err := oscal.Read(rel, data)
	if err != nil {
		r.list.Join(problem.Place{Path: rel}, err)
		return nil
	}
	if doc.ComponentDefinition == nil && doc.SystemSecurityPlan == nil {
		r.list.Add(problem.Place{Path: rel, Line: 1}, "this is a "+doc.Model+", not a component definition or a system security plan", "name one of these under system")
		return nil
	}
	sum := sha256.Sum256(data)
	source := assessment.Source{Path: rel, Digest: hex.EncodeToString(sum[:])}
	r.sys.Sources = append(r.sys.Sources, source)
	for _, n := range doc.Notes {
		at := source
		at.Line, at.Pointer = n.Place.Line, n.Place.Pointer
		r.sys.Notes = append(r.sys.Notes, assessment.Note{Source: at, What: n.What, Remedy: n.Remedy})
	}
	d := &document{reader: r, doc: doc, dir: path.Dir(rel), source: source, links: map[string][]string{}, hrefs: map[string]*claimedSource{}}
	if back := backMatter(doc); back != nil {
		for _, res := range some(back.Resources) {
			for _, link := range some(res.Rlinks) {
				d.links[res.UUID] = append(d.links[res.UUID], link.Href)
			}
		}
	}
	if doc.SystemSecurityPlan != nil {
		d.securityPlan()
		return doc
	}
	ties, notes := len(d.compass.ties), len(d.sys.Notes)
	d.components()
	d.lines(ties, notes)
	d.imports()
	return doc
}

func backMatter(doc *oscal.Document) *oscal.BackMatter {
	if doc.SystemSecurityPlan != nil {
		return doc.SystemSecurityPlan.BackMatter
	}
	return doc.ComponentDefinition.BackMatter
}

// document is one component definition or system security plan while it is read.
type document struct {
	*reader
	doc    *oscal.Document
	dir    string // of the file, relative to the repository
	source assessment.Source
	told   int
	links  map[string][]string       // of the back matter, by resource uuid
	hrefs  map[string]*claimedSource // sources as this document names them
}

// add reports a problem at a pointer, up to a bound.
func (d *document) add(pointer, what, remedy string) {
	if d.told++; d.told <= maxTold {
		d.list.Add(d.doc.Place(pointer), what, remedy)
	}
}

const root = "/component-definition"

// components takes over the components and the claims of the capabilities they
// are part of.
func (d *document) components() {
	byUUID := map[string]int{}
	var pointers []string
	for i := range some(d.doc.ComponentDefinition.Components) {
		pointers = append(pointers, root+"/components/"+strconv.Itoa(i))
	}
	places := d.doc.Places(pointers)
	for i, c := range some(d.doc.ComponentDefinition.Components) {
		at := root + "/components/" + strconv.Itoa(i)
		if first, twice := d.owners[c.UUID]; twice {
			d.add(at+"/uuid", "component "+c.UUID+" is there twice", "the other is at "+first.String()+"; give each its own uuid")
			continue
		}
		d.owners[c.UUID] = places[i]
		one := assessment.Component{UUID: c.UUID, Type: c.Type, Title: c.Title, Description: c.Description}
		for j, p := range some(c.Props) {
			switch {
			case p.Ns != oscal.NS:
			case p.Name == "key":
				one.Key = d.key(p.Value, at+"/props/"+strconv.Itoa(j))
			case p.Name == "target":
				one.Targets = append(one.Targets, p.Value)
			}
		}
		one.Claims = d.claims(c.ControlImplementations, at)
		owner := c.UUID
		if c.Type == "validation" {
			owner = "" // its rules are everybody's
		}
		d.ruleSets(c.Props, owner, c.Title, at)
		d.rules(c.ControlImplementations, c.UUID, at)
		byUUID[c.UUID] = len(d.sys.Components)
		d.sys.Components = append(d.sys.Components, one)
	}
	for i, c := range some(d.doc.ComponentDefinition.Capabilities) {
		claims := d.claims(c.ControlImplementations, root+"/capabilities/"+strconv.Itoa(i))
		for _, part := range some(c.IncorporatesComponents) {
			if at, ok := byUUID[part.ComponentUuid]; ok {
				to := &d.sys.Components[at]
				to.Claims = append(to.Claims, claims...)
				d.rules(c.ControlImplementations, part.ComponentUuid, root+"/capabilities/"+strconv.Itoa(i))
			}
		}
	}
}

// key accepts a component's own key unless another component has it.
func (d *document) key(key, pointer string) string {
	if first, twice := d.keys[key]; twice {
		d.add(pointer, "component key "+strictyaml.Quote(key)+" comes twice", "the other is at "+first.String()+"; evidence could not tell them apart")
		return ""
	}
	if len(key) > 100 || !keyShape.MatchString(key) {
		d.add(pointer, strictyaml.Quote(key)+" is not a component key", "letters, digits, - . _, at most 100")
		return ""
	}
	d.keys[key] = d.doc.Place(pointer)
	return key
}

// claims reads control implementations. Base is the pointer of what makes them.
func (d *document) claims(sets *[]oscal.ControlImplementationSet, base string) []assessment.Claim {
	var out []assessment.Claim
	for i, set := range some(sets) {
		at := base + "/control-implementations/" + strconv.Itoa(i)
		source := d.claimed(set.Source, at+"/source")
		for j, r := range set.ImplementedRequirements {
			claim := assessment.Claim{ControlID: r.ControlId, Source: set.Source, Framework: source.name, Available: source.available, UUID: r.UUID}
			for _, p := range some(r.Props) {
				if p.Name == "implementation-status" {
					claim.Status = p.Value
				}
			}
			if source.available {
				if _, known := slices.BinarySearch(source.controls, r.ControlId); !known && d.told < maxTold {
					d.add(at+"/implemented-requirements/"+strconv.Itoa(j), "control "+strictyaml.Quote(r.ControlId)+" is not in "+source.name,
						instead(r.ControlId, source.controls))
				}
			}
			out = append(out, claim)
		}
	}
	return out
}

// claimedSource is what a control implementation's source leads to.
type claimedSource struct {
	available bool
	name      string   // framework or catalog id, or the path of a local file; empty when not available
	catalog   string   // whose ids its controls are; empty when not available
	controls  []string // ids it has, sorted
}

// claimed resolves a source. Only what is embedded or inside the repository is
// opened; anything else is not available, which is no error: the document may
// be a third party's. A file that is there and cannot be read is an error.
func (d *document) claimed(href, pointer string) *claimedSource {
	if known := d.hrefs[href]; known != nil {
		return known
	}
	found := &claimedSource{}
	for _, candidate := range d.candidates(href) {
		if known := d.sources[candidate]; known != nil {
			found = known
			break
		}
		resolved, err := d.open(candidate)
		if err != nil {
			d.told++
			d.list.Join(d.doc.Place(pointer), err)
		}
		if resolved != nil {
			found = &claimedSource{available: true, name: resolved.ID, catalog: resolved.Catalog, controls: controlIDs(resolved)}
		}
		if resolved != nil || err != nil {
			d.sources[candidate] = found
			break
		}
	}
	d.hrefs[href] = found
	return found
}

// candidates turns an href into what it may mean, the likelier first: an embedded
// document (behind our scheme), a path within the repository, or the bare id of
// an embedded document. A reference into the back matter means any of the
// resource's links.
func (d *document) candidates(href string) []string {
	if uuid, internal := strings.CutPrefix(href, "#"); internal {
		var out []string
		for _, link := range d.links[uuid] {
			if !strings.HasPrefix(link, "#") {
				out = append(out, d.candidates(link)...)
			}
		}
		return out
	}
	if strings.HasPrefix(href, frameworks.Scheme) {
		return []string{href}
	}
	var out []string
	if rest, ok := strings.CutPrefix(href, "trestle://"); ok { // from the root of a trestle workspace
		for _, rel := range []string{path.Clean(rest), d.cfg.Abs(rest)} {
			if fs.ValidPath(rel) {
				out = append(out, rel)
			}
		}
		return slices.Compact(out)
	}
	if rel, ok := d.local(href); ok {
		out = append(out, rel)
	}
	if full, ok := frameworks.Bare(href); ok {
		out = append(out, full)
	}
	return out
}

// local turns a relative href into a path within the repository.
func (d *document) local(href string) (string, bool) {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || path.IsAbs(u.Path) {
		return "", false
	}
	rel := path.Join(d.dir, u.Path)
	return rel, fs.ValidPath(rel)
}

// open resolves a candidate; nil without an error when it is not there, or when
// what it imports is not.
func (d *document) open(candidate string) (*frameworks.Resolved, error) {
	if id, ours := strings.CutPrefix(candidate, frameworks.Scheme); ours {
		if slices.Contains(frameworks.IDs(), id) {
			return d.lib.Open(id)
		}
		resolved, err := frameworks.ResolveFile(d.repo, candidate)
		if err == nil && slices.Contains(frameworks.Catalogs(), path.Dir(resolved.ID)) {
			resolved.ID = path.Dir(resolved.ID)
		}
		return resolved, err
	}
	// A link that leaves the repository, a directory, or nothing at all.
	info, err := fs.Stat(d.repo, candidate)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	data, err := d.cfg.Read(candidate, maxFileSize)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: candidate}, "cannot be read: "+cause, remedy)
	}
	doc, err := oscal.Read(candidate, data)
	if err != nil {
		return nil, err
	}
	if doc.Profile == nil && doc.Catalog == nil {
		return nil, problem.New(problem.Place{Path: candidate, Line: 1}, "this is a "+doc.Model+", and a source must be a profile or a catalog", "name one of these")
	}
	resolved, err := frameworks.ResolveFile(d.repo, candidate)
	if err != nil {
		// The file itself is sound, so what it imports is what is missing.
		for _, p := range problem.All(err) {
			d.sys.Notes = append(d.sys.Notes, assessment.Note{
				Source: assessment.Source{Path: p.Place.Path, Line: p.Place.Line, Pointer: p.Place.Pointer},
				What:   "not resolved: " + p.What, Remedy: p.Remedy,
			})
		}
		return nil, nil
	}
	return resolved, nil
}

// imports reads the component definitions this one imports. One that is not in
// the repository is noted: its components are not part of the system.
func (d *document) imports() {
	for i, in := range some(d.doc.ComponentDefinition.ImportComponentDefinitions) {
		at := d.doc.Place(root + "/import-component-definitions/" + strconv.Itoa(i) + "/href")
		opened := false
		for _, candidate := range d.candidates(in.Href) {
			info, err := fs.Stat(d.repo, candidate)
			if opened = err == nil && info.Mode().IsRegular(); opened {
				d.file(candidate, at)
				break
			}
		}
		if !opened {
			source := d.source
			source.Line, source.Pointer = at.Line, at.Pointer
			d.sys.Notes = append(d.sys.Notes, assessment.Note{
				Source: source,
				What:   "imported component definition " + strictyaml.Quote(in.Href) + " is not available; its components are not part of the system",
				Remedy: "put it into the repository and link to it with a relative path",
			})
		}
	}
}

// keyShape is of component keys, which evidence writes: up to 100 characters, as
// in assay.yaml.
var keyShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// some gives the items of an optional OSCAL list.
func some[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
