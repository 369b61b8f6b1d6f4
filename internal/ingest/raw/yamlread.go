package raw

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// The limits of YAML. A node costs some 200 bytes of memory, and a few bytes of
// text can make one: maxMarks bounds their number before they are made, and
// maxValues what aliases make of them.
const (
	maxMarks  = 2_000_000
	maxValues = 4_000_000
)

// YAMLDocument is one document of a YAML file.
type YAMLDocument struct {
	Value ast.Value // of a mapping, a sequence or a scalar
	Line  int       // where it begins, from 1
	Node  *yaml.Node
}

// YAML reads every document of a YAML file that was not written for us, such as
// a manifest: anchors, aliases and merge keys are expanded within bounds, dates
// stay text, keys are text, tags of other makers are passed over (!Ref x is x). A key
// that comes twice and a number that is beyond measure refuse the file. Empty documents are
// left out.
func YAML(ctx context.Context, s *Source) ([]YAMLDocument, error) {
	data, err := s.All()
	if err != nil {
		return nil, err
	}
	marks := 0
	for _, c := range data {
		if c == '\n' || c == ',' || c == ':' || c == '[' || c == '{' || c == '-' || c == '?' {
			marks++
		}
	}
	if marks > maxMarks {
		return nil, &Fault{Code: FaultSize}
	}
	return loadYAML(ctx, data, s.Opt.Limits)
}

func loadYAML(ctx context.Context, data []byte, lim Limits) (out []YAMLDocument, err error) {
	// The library turns its own panics into errors; one that escapes it is a
	// defect there and must not end the program over a broken file.
	defer func() {
		if recover() != nil {
			out, err = nil, &Fault{Code: FaultSyntax}
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(lim.Depth))))
	if err != nil {
		return nil, &Fault{Code: FaultSyntax}
	}
	b := &yamlBuilder{ctx: ctx, limits: lim, open: map[*yaml.Node]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var doc yaml.Node
		switch err := loader.Load(&doc); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, yamlFault(err)
		}
		if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
			continue
		}
		root := doc.Content[0]
		if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
			continue
		}
		v, err := b.value(root, 1)
		if err != nil {
			return nil, err
		}
		out = append(out, YAMLDocument{Value: v, Line: root.Line, Node: root})
	}
}

// yamlFault is the place of what the library complains of, without its words.
func yamlFault(err error) *Fault {
	var le *yaml.LoadError
	f := &Fault{Code: FaultSyntax}
	if !errors.As(err, &le) {
		return f
	}
	if strings.Contains(le.Message, "depth") || strings.Contains(le.Message, "nest") {
		f.Code = FaultDepth
	}
	for _, m := range []yaml.Mark{le.Mark, le.ContextMark} {
		if m.Line > 0 {
			f.Line, f.Column = m.Line, m.Column
			break
		}
	}
	return f
}

// yamlBuilder makes values of nodes.
type yamlBuilder struct {
	ctx    context.Context
	limits Limits
	values int
	open   map[*yaml.Node]bool // aliases being expanded
}

func (b *yamlBuilder) value(n *yaml.Node, depth int) (ast.Value, error) {
	switch b.values++; {
	case b.values > maxValues:
		return nil, &Fault{Code: FaultRecords, Line: n.Line}
	case depth > b.limits.Depth:
		return nil, &Fault{Code: FaultDepth, Line: n.Line}
	case b.values%4096 == 0 && b.ctx.Err() != nil:
		return nil, b.ctx.Err()
	}
	switch n.Kind {
	case yaml.AliasNode:
		if n.Alias == nil || b.open[n.Alias] {
			return nil, &Fault{Code: FaultSyntax, Line: n.Line}
		}
		b.open[n.Alias] = true
		defer delete(b.open, n.Alias)
		return b.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		terms := make([]*Term, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := b.value(c, depth+1)
			if err != nil {
				return nil, err
			}
			terms = append(terms, ast.NewTerm(v))
		}
		return ast.NewArray(terms...), nil
	case yaml.MappingNode:
		return b.mapping(n, depth)
	}
	return b.scalar(n)
}

// mapping takes the keys of a mapping, and those that it merges where it has
// none of the name itself.
func (b *yamlBuilder) mapping(n *yaml.Node, depth int) (ast.Value, error) {
	o := ast.NewObject()
	own := map[string]bool{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, c := n.Content[i], n.Content[i+1]
		if k.Tag == "!!merge" {
			merged = append(merged, c)
			continue
		}
		for k.Kind == yaml.AliasNode && k.Alias != nil {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			return nil, &Fault{Code: FaultType, Line: k.Line}
		}
		if own[k.Value] {
			return nil, &Fault{Code: FaultDuplicate, Line: k.Line, Column: k.Column}
		}
		own[k.Value] = true
		v, err := b.value(c, depth+1)
		if err != nil {
			return nil, err
		}
		o.Insert(ast.StringTerm(k.Value), ast.NewTerm(v))
	}
	for _, m := range merged {
		if err := b.merge(o, m, depth+1); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// merge adds what o lacks of a mapping, or of a list of mappings, the first of
// which counts.
func (b *yamlBuilder) merge(o ast.Object, m *yaml.Node, depth int) error {
	v, err := b.value(m, depth)
	if err != nil {
		return err
	}
	add := func(v ast.Value) bool {
		from, ok := v.(ast.Object)
		if ok {
			from.Foreach(func(k, v *Term) {
				if o.Get(k) == nil {
					o.Insert(k, v)
				}
			})
		}
		return ok
	}
	list, ok := v.(*ast.Array)
	if !ok {
		if !add(v) {
			return &Fault{Code: FaultType, Line: m.Line}
		}
		return nil
	}
	for i := range list.Len() {
		if !add(list.Elem(i).Value) {
			return &Fault{Code: FaultType, Line: m.Line}
		}
	}
	return nil
}

func (b *yamlBuilder) scalar(n *yaml.Node) (ast.Value, error) {
	switch n.Tag {
	case "!!null":
		return ast.NullValue, nil
	case "!!bool":
		return ast.Boolean(strings.EqualFold(n.Value, "true") || strings.EqualFold(n.Value, "yes") || strings.EqualFold(n.Value, "on")), nil
	case "!!int", "!!float":
		v, ok := yamlNumber(n.Value)
		if !ok {
			return nil, &Fault{Code: FaultNumber, Line: n.Line, Column: n.Column}
		}
		return v, nil
	}
	return ast.String(n.Value), nil
}

// yamlNumber is a number as JSON writes it: YAML's hexadecimal and octal forms
// are counted out, what is no finite number stays the text that it is.
func yamlNumber(s string) (ast.Value, bool) {
	plain := strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	switch strings.ToLower(strings.TrimLeft(plain, "-")) {
	case ".inf", ".nan":
		return ast.String(s), true
	}
	if len(plain) > 64 {
		return nil, false
	}
	if i, ok := new(big.Int).SetString(plain, 0); ok {
		return ast.Number(i.String()), true
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return nil, false
	}
	return ast.Number(strconv.FormatFloat(f, 'g', -1, 64)), true
}
