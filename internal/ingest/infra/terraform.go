package infra

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

const (
	storageEncryption = "storage-encryption"
	networkRules      = "network-rules"
)

// terraformNames are the member names of Terraform that errors may print.
const terraformNames = `format_version terraform_version version serial lineage errored complete timestamp values root_module
child_modules resources instances resource_changes change actions before after address type mode name index_key attributes`

// terraformFile is what is known of a workspace while its resources are read.
type terraformFile struct {
	s *raw.Source
	j *raw.JSON

	format    string
	version   int // of a raw state file
	timestamp string
	errored   bool
	complete  *bool
	plan      bool
	stores    entries
	pending   []terraformStore
	keys      map[string]terraformKey
	groups    []terraformGroup
	rules     []terraformRule
	logs      terraformLogs
}

// terraformResource is one instance of a resource.
type terraformResource struct {
	address, sort, mode string
	values              ast.Value // without what is marked sensitive; absent members are not known
	planned             bool      // so it will be, and is not yet
	there               bool      // it is there now
	position            string
	line                int
}

// readTerraform reads what Terraform and OpenTofu say of a workspace: a plan and
// a state as `terraform show -json` gives them, and a raw state file.
//
// Source: Terraform 1.x, Internals: JSON Output Format, format 0.1 to 1.2 and
// its minor versions; state file version 4. A plan lists each resource with what
// is there (before) and what will be (after); what is only known after apply is
// absent from after.
func readTerraform(ctx context.Context, s *raw.Source) error {
	t := &terraformFile{s: s, j: raw.NewJSON(ctx, s, terraformNames), keys: map[string]terraformKey{}}
	if err := t.j.Object(t.member); err != nil {
		return err
	}
	if err := t.j.End(); err != nil {
		return err
	}
	major, _, _ := strings.Cut(t.format, ".")
	switch {
	case t.format == "" && t.version == 0:
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/format_version"}
	case t.format != "" && major != "0" && major != "1":
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/format_version"}
	case t.format == "" && t.version != 4:
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/version"}
	}
	s.Finish()
	return t.emit()
}

func (t *terraformFile) member(name string) error {
	switch name {
	case "format_version":
		return t.j.Into(&t.format)
	case "version":
		return t.j.Into(&t.version)
	case "timestamp":
		return t.j.Into(&t.timestamp)
	case "errored":
		t.plan = true
		return t.j.Into(&t.errored)
	case "complete":
		return t.j.Into(&t.complete)
	case "planned_values":
		t.plan = true
	case "resource_changes":
		t.plan = true
		return t.j.Array(func(int) error { return t.change() })
	case "values":
		return t.j.Object(func(name string) error {
			if name == "root_module" {
				return t.module()
			}
			return t.j.Skip()
		})
	case "resources":
		return t.j.Array(func(int) error { return t.stored() })
	}
	return t.j.Skip()
}

// module reads the resources of a module of a state, and of those inside it.
func (t *terraformFile) module() error {
	return t.j.Object(func(name string) error {
		switch name {
		case "resources":
			return t.j.Array(func(int) error {
				line := t.j.Line()
				var r struct {
					Address   string         `json:"address"`
					Mode      string         `json:"mode"`
					Type      string         `json:"type"`
					Values    jsontext.Value `json:"values"`
					Sensitive jsontext.Value `json:"sensitive_values"`
				}
				if err := t.j.Record(&r); err != nil {
					return err
				}
				return t.resource(terraformResource{address: r.Address, sort: r.Type, mode: r.Mode, there: true, position: t.j.Here(), line: line}, r.Values, r.Sensitive)
			})
		case "child_modules":
			return t.j.Array(func(int) error { return t.module() })
		}
		return t.j.Skip()
	})
}

// stored reads a resource of a raw state file, each instance of which is a
// record.
func (t *terraformFile) stored() error {
	line := t.j.Line()
	var r struct {
		Module    string `json:"module"`
		Mode      string `json:"mode"`
		Type      string `json:"type"`
		Name      string `json:"name"`
		Instances []struct {
			Index      jsontext.Value `json:"index_key"`
			Deposed    string         `json:"deposed"`
			Attributes jsontext.Value `json:"attributes"`
			Sensitive  jsontext.Value `json:"sensitive_attributes"`
		} `json:"instances"`
	}
	if err := t.j.Into(&r); err != nil {
		return err
	}
	at := t.j.Here()
	for i, in := range r.Instances {
		if err := t.j.Count(); err != nil {
			return err
		}
		address := r.Type + "." + r.Name
		if r.Mode == "data" {
			address = "data." + address
		}
		if r.Module != "" {
			address = r.Module + "." + address
		}
		if len(in.Index) > 0 {
			address += "[" + string(in.Index) + "]"
		}
		if in.Deposed != "" {
			address += " (deposed " + in.Deposed + ")"
		}
		err := t.resource(terraformResource{address: address, sort: r.Type, mode: r.Mode, there: true,
			position: at + "/instances/" + strconv.Itoa(i), line: line}, in.Attributes, terraformPaths(in.Sensitive))
		if err != nil {
			return err
		}
	}
	return nil
}

// change reads a resource of a plan. What will be deleted, and what does not
// change, is what is there now.
func (t *terraformFile) change() error {
	line := t.j.Line()
	var r struct {
		Address string `json:"address"`
		Mode    string `json:"mode"`
		Type    string `json:"type"`
		Deposed string `json:"deposed"`
		Change  struct {
			Actions         []string       `json:"actions"`
			Before          jsontext.Value `json:"before"`
			After           jsontext.Value `json:"after"`
			BeforeSensitive jsontext.Value `json:"before_sensitive"`
			AfterSensitive  jsontext.Value `json:"after_sensitive"`
		} `json:"change"`
	}
	if err := t.j.Record(&r); err != nil {
		return err
	}
	res := terraformResource{address: r.Address, sort: r.Type, mode: r.Mode, position: t.j.Here(), line: line, there: r.Change.Before.Kind() == '{'}
	if r.Deposed != "" {
		res.address += " (deposed " + r.Deposed + ")"
	}
	still := len(r.Change.Actions) == 1 && slices.Contains([]string{"no-op", "read", "delete", "forget"}, r.Change.Actions[0])
	res.planned = !still
	if still && res.there || res.there && terraformBoundaries[r.Type] {
		res.planned = false
		return t.resource(res, r.Change.Before, r.Change.BeforeSensitive)
	}
	return t.resource(res, r.Change.After, r.Change.AfterSensitive)
}

// terraformPaths makes of the paths of a raw state file the mask that the other
// forms have; of a path only the first attribute counts.
func terraformPaths(v jsontext.Value) jsontext.Value {
	names, err := jsonast.New(jsonast.Default()).Decode(slices.Clone(v))
	list, ok := names.(*ast.Array)
	if err != nil || !ok {
		return nil
	}
	mask := ast.NewObject()
	list.Foreach(func(path *ast.Term) {
		step := at(path.Value, "0", "value")
		if name, ok := step.(ast.String); ok {
			mask.Insert(ast.NewTerm(name), ast.BooleanTerm(true))
		}
	})
	text, err := textOf(mask)
	if err != nil {
		return nil
	}
	return text
}

// resource takes one resource: by its type, or as one without a place.
func (t *terraformFile) resource(r terraformResource, values, sensitive jsontext.Value) error {
	var err error
	if r.values, err = t.value(values, r.line); err != nil {
		return err
	}
	mask, err := t.value(sensitive, r.line)
	if err != nil {
		return err
	}
	r.values = unmasked(r.values, mask)
	if r.mode != "data" {
		if t.store(&r) || t.boundary(&r) || t.log(&r) {
			return nil
		}
		t.key(&r)
	}
	t.keep(&r)
	return nil
}

// keep keeps a resource raw, without what is called a secret.
func (t *terraformFile) keep(r *terraformResource) {
	t.s.Keep(raw.First(named(r.sort), "resource"), r.position, t.s.Fields().
		Must("address", raw.Clip(r.address, raw.LongText)).
		Must("mode", raw.Clip(raw.First(r.mode, "managed"), raw.ShortText)).
		Flag("planned", r.planned).
		Value("values", scrub(r.values, secretive)).Object())
}

// value decodes a member that is kept as text until it is known what it is.
func (t *terraformFile) value(v jsontext.Value, line int) (ast.Value, error) {
	if len(v) == 0 {
		return ast.NullValue, nil
	}
	t.s.HoldJSON(v)
	out, err := jsonast.New(jsonast.Default()).Decode(slices.Clone(v))
	if err != nil {
		f := raw.FaultOf(err)
		f.Line = line
		return nil, f
	}
	return out, nil
}

// unmasked is a value without what its mask marks as sensitive.
func unmasked(v, mask ast.Value) ast.Value {
	switch m := mask.(type) {
	case ast.Boolean:
		if m {
			return withheld.Value
		}
	case ast.Object:
		o, ok := v.(ast.Object)
		if !ok {
			return v
		}
		out := ast.NewObject()
		o.Foreach(func(k, in *ast.Term) {
			of := m.Get(k)
			if of == nil {
				out.Insert(k, in)
			} else if of.Value.Compare(ast.Boolean(true)) != 0 {
				out.Insert(k, ast.NewTerm(unmasked(in.Value, of.Value)))
			}
		})
		return out
	case *ast.Array:
		list, ok := v.(*ast.Array)
		if !ok {
			return v
		}
		out := make([]*ast.Term, list.Len())
		for i := range out {
			out[i] = list.Elem(i)
			if i < m.Len() {
				out[i] = ast.NewTerm(unmasked(out[i].Value, m.Elem(i).Value))
			}
		}
		return ast.NewArray(out...)
	}
	return v
}

// emit yields a document of stores and one of boundaries.
func (t *terraformFile) emit() error {
	t.stores = entries{s: t.s, kind: storageEncryption}
	for i := range t.pending {
		p := &t.pending[i]
		if err := t.stores.put(p.id, p.position, p.line, p.entry(t)); err != nil {
			return err
		}
	}
	boundaries := entries{s: t.s, kind: networkRules}
	t.attach()
	for i := range t.groups {
		g := &t.groups[i]
		if err := boundaries.put(g.id, g.position, g.line, g.entry(t.s)); err != nil {
			return err
		}
	}
	logs, err := t.logStores()
	if err != nil {
		return err
	}
	for _, b := range []struct {
		kind, list string
		terms      []*raw.Term
	}{{storageEncryption, "stores", t.stores.terms}, {networkRules, "boundaries", boundaries.terms}, {auditConfig, "stores", logs}} {
		if err := t.emitKind(b.kind, b.list, b.terms); err != nil {
			return err
		}
	}
	return nil
}

func (t *terraformFile) emitKind(kind, list string, terms []*raw.Term) error {
	switch {
	case t.errored || t.complete != nil && !*t.complete:
		if err := t.s.Unshown(kind, nil, "the plan is not whole: planning failed, or was of a part of the workspace",
			"plan the whole workspace until it succeeds, and export that plan"); err != nil {
			return err
		}
	case len(terms) == 0 && (t.s.Declares(kind) || t.s.File.Records.Read == 0):
		return t.s.Unshown(kind, nil, "the workspace has no resource that this kind is read from",
			"take the kind out of the entry's `kinds:`, or export the workspace that has them")
	}
	if len(terms) == 0 {
		return nil
	}
	word := "terraform state "
	if t.plan {
		word = "terraform plan "
	}
	return t.s.Emit(raw.Draft{Kind: kind, Collector: word + t.s.Opt.Path, Collected: t.timestamp, Payload: t.s.Fields().List(list, terms).Object()})
}

// at is what a value has under a path of names and indexes; nil where it has
// nothing.
func at(v ast.Value, path ...string) ast.Value {
	for _, p := range path {
		var next *ast.Term
		switch x := v.(type) {
		case ast.Object:
			next = x.Get(ast.StringTerm(p))
		case *ast.Array:
			if i, err := strconv.Atoi(p); err == nil && i >= 0 && i < x.Len() {
				next = x.Elem(i)
			}
		}
		if next == nil {
			return nil
		}
		v = next.Value
	}
	return v
}

// textAt is the text under a path, "" where there is none.
func textAt(v ast.Value, path ...string) string {
	s, _ := at(v, path...).(ast.String)
	return string(s)
}

// truthAt is the truth under a path; some providers write it as text.
func truthAt(v ast.Value, path ...string) *bool {
	var b bool
	switch x := at(v, path...).(type) {
	case ast.Boolean:
		b = bool(x)
	case ast.String:
		if x != "true" && x != "false" {
			return nil
		}
		b = x == "true"
	default:
		return nil
	}
	return &b
}

// intAt is the whole number under a path.
func intAt(v ast.Value, path ...string) (int64, bool) {
	n, ok := at(v, path...).(ast.Number)
	if !ok {
		return 0, false
	}
	return n.Int64()
}

// listAt are the elements of the list under a path.
func listAt(v ast.Value, path ...string) (out []ast.Value) {
	if list, ok := at(v, path...).(*ast.Array); ok {
		list.Foreach(func(t *ast.Term) { out = append(out, t.Value) })
	}
	return out
}

// textsAt are the texts of the list under a path.
func textsAt(v ast.Value, path ...string) (out []string) {
	for _, e := range listAt(v, path...) {
		if s, ok := e.(ast.String); ok {
			out = append(out, string(s))
		}
	}
	return out
}

// isTerraform knows a plan or a state by the members that it begins with, and a
// raw state file by its lineage.
func isTerraform(h raw.Head) bool {
	if h.List || h.Lines {
		return false
	}
	if h.Has("format_version") {
		for _, name := range []string{"terraform_version", "planned_values", "resource_changes", "prior_state", "values"} {
			if h.Has(name) {
				return true
			}
		}
	}
	return h.Has("version", "serial", "lineage") || h.Has("version", "terraform_version", "resources")
}
