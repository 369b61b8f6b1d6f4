package plain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tmccombs/hcl2json/convert"
	"gopkg.in/ini.v1"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

func readYAML(ctx context.Context, s *raw.Source) ([]part, error) {
	docs, err := raw.YAML(ctx, s)
	var out []part
	for _, d := range docs {
		out = append(out, part{d.Value, d.Line})
	}
	return out, err
}

// readJSON reads one value; several in a row are refused.
func readJSON(_ context.Context, s *raw.Source) ([]part, error) {
	data, err := s.All()
	if err != nil {
		return nil, err
	}
	return decoded(data)
}

// decoded is the value of a JSON text.
func decoded(data []byte) ([]part, error) {
	v, err := jsonast.New(jsonast.Default()).Decode(data)
	if err != nil {
		return nil, raw.FaultOf(err)
	}
	return []part{{value: v}}, nil
}

// encoded is the value of what a parser made, by way of JSON.
func encoded(v any) ([]part, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, &raw.Fault{Code: raw.FaultNumber}
	}
	return decoded(data)
}

// safely calls a library's parser: a panic there is a file that cannot be read.
func safely[T any](parse func() (T, error)) (v T, err error) {
	defer func() {
		if recover() != nil {
			err = &raw.Fault{Code: raw.FaultSyntax}
		}
	}()
	return parse()
}

// bounded reads a text for a parser that recurses: brackets deeper than this, or
// signs of an expression in a row, are refused before it meets them. Brackets in
// quotes count too, which only makes it stricter.
func bounded(s *raw.Source) ([]byte, error) {
	const most = 256
	data, err := s.All()
	if err != nil {
		return nil, err
	}
	depth, signs := 0, 0
	for i, c := range data {
		switch c {
		case '(', '[', '{':
			depth++
			signs++
		case ')', ']', '}':
			depth = max(depth-1, 0)
			signs = 0
		case '!', '-', '?', ':', '~', '+', '*', '/', '&', '|':
			signs++
		case '\n':
			signs = 0
		}
		if depth > most || signs > 16*most {
			return nil, &raw.Fault{Code: raw.FaultDepth, Line: 1 + bytes.Count(data[:i], []byte("\n"))}
		}
	}
	return data, nil
}

// readTOML reads TOML 1.0. Dates are texts.
func readTOML(_ context.Context, s *raw.Source) ([]part, error) {
	data, err := bounded(s)
	if err != nil {
		return nil, err
	}
	v, err := safely(func() (map[string]any, error) {
		var v map[string]any
		_, err := toml.Decode(string(data), &v)
		return v, err
	})
	if bad := (toml.ParseError{}); errors.As(err, &bad) {
		return nil, &raw.Fault{Code: raw.FaultSyntax, Line: bad.Position.Line}
	}
	if err != nil {
		return nil, &raw.Fault{Code: raw.FaultSyntax}
	}
	return encoded(plainTOML(v))
}

// plainTOML turns what JSON has no word for into texts.
func plainTOML(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = plainTOML(x)
		}
	case []any:
		for i, x := range v {
			v[i] = plainTOML(x)
		}
	case []map[string]any:
		for i, x := range v {
			v[i], _ = plainTOML(x).(map[string]any)
		}
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return v
}

// readINI reads sections of keys. Values that look like numbers or truth values
// are those, as conftest has it; what stands before the first section is in
// DEFAULT.
func readINI(_ context.Context, s *raw.Source) ([]part, error) {
	data, err := s.All()
	if err != nil {
		return nil, err
	}
	file, err := safely(func() (*ini.File, error) { return ini.Load(data) })
	if err != nil {
		return nil, &raw.Fault{Code: raw.FaultSyntax}
	}
	out := ast.NewObject()
	for _, section := range file.Sections() {
		if section.Name() == ini.DefaultSection && len(section.Keys()) == 0 {
			continue
		}
		keys := ast.NewObject()
		for _, k := range section.Keys() {
			keys.Insert(ast.StringTerm(k.Name()), ast.NewTerm(iniValue(k.Value())))
		}
		out.Insert(ast.StringTerm(section.Name()), ast.NewTerm(keys))
	}
	return []part{{value: out}}, nil
}

func iniValue(s string) ast.Value {
	if n := json.Number(s); len(s) <= 64 && s != "" {
		if _, err := n.Float64(); err == nil && json.Valid([]byte(s)) {
			return ast.Number(s)
		}
	}
	if b, err := strconv.ParseBool(s); err == nil && len(s) > 1 {
		return ast.Boolean(b)
	}
	return ast.String(s)
}

// readHCL reads HCL 2, as of Terraform: blocks are lists under their labels, and
// expressions that need more than the file are texts in ${}.
func readHCL(_ context.Context, s *raw.Source) ([]part, error) {
	data, err := bounded(s)
	if err != nil {
		return nil, err
	}
	if len(data) > 1<<20 {
		return nil, &raw.Fault{Code: raw.FaultSize}
	}
	text, err := safely(func() ([]byte, error) {
		file, diags := hclsyntax.ParseConfig(data, "", hcl.InitialPos)
		for _, d := range diags {
			if d.Severity == hcl.DiagError {
				f := &raw.Fault{Code: raw.FaultSyntax}
				if d.Subject != nil {
					f.Line, f.Column = d.Subject.Start.Line, d.Subject.Start.Column
				}
				return nil, f
			}
		}
		out, err := convert.File(file, convert.Options{})
		if err != nil {
			return nil, &raw.Fault{Code: raw.FaultSyntax}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return decoded(text)
}

// command is one instruction of a Dockerfile, with the members by which policies
// for conftest know it.
type command struct {
	Cmd    string   // lower case
	SubCmd string   // of ONBUILD
	JSON   bool     // written as a JSON list
	Flags  []string // such as --from=build
	Value  []string
	Stage  int // from 0
}

// readDockerfile reads a Dockerfile as one list of its instructions.
func readDockerfile(_ context.Context, s *raw.Source) ([]part, error) {
	data, err := s.All()
	if err != nil {
		return nil, err
	}
	tree, err := safely(func() (*parser.Result, error) { return parser.Parse(bytes.NewReader(data)) })
	if err != nil {
		f := &raw.Fault{Code: raw.FaultSyntax}
		var at *parser.LocationError
		if errors.As(err, &at) && len(at.Locations) > 0 && len(at.Locations[0]) > 0 {
			f.Line = at.Locations[0][0].Start.Line
		}
		return nil, f
	}
	commands, stage := []command{}, -1
	for _, n := range tree.AST.Children {
		c := command{Cmd: strings.ToLower(n.Value), Flags: n.Flags, JSON: n.Attributes["json"]}
		if c.Cmd == "from" {
			stage++
		}
		c.Stage = max(stage, 0)
		for _, comment := range n.PrevComment {
			commands = append(commands, command{Cmd: "comment", Stage: c.Stage, Value: []string{comment}})
		}
		if n.Next != nil && len(n.Next.Children) > 0 {
			n = n.Next.Children[0]
			c.SubCmd, c.JSON = n.Value, n.Attributes["json"]
		}
		for v := n.Next; v != nil; v = v.Next {
			c.Value = append(c.Value, v.Value)
		}
		commands = append(commands, c)
	}
	if stage < 0 {
		return nil, &raw.Fault{Code: raw.FaultFormat}
	}
	return encoded(commands)
}
