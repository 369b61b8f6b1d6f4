package evaluate

import (
	"encoding/json"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// inputType is the type of input that a unit of policies is checked against, so
// that a misspelt property is an error before any evidence is read.
type inputType struct {
	name   string // the kind's name, or several joined by " + "
	schema any    // for ast.SchemaSet
}

// documentType is the type of one payload.
func documentType(k *evidence.Kind) (*inputType, error) {
	root, err := typeSchema(k)
	if err != nil {
		return nil, err
	}
	return &inputType{name: k.Name, schema: root}, nil
}

// systemType is the type of {kind: [{subject, collected, payload}]}.
func systemType(kinds []*evidence.Kind) (*inputType, error) {
	defs, props := map[string]any{}, map[string]any{}
	text := map[string]any{"type": "string"}
	var names []string
	for _, k := range kinds {
		root, err := typeSchema(k)
		if err != nil {
			return nil, err
		}
		// Local references of each schema move below definitions of its own.
		own, _ := root["definitions"].(map[string]any)
		delete(root, "definitions")
		prefix := k.Name + "."
		for name, d := range own {
			rename(d, prefix)
			defs[prefix+name] = d
		}
		rename(root, prefix)
		defs[prefix] = root
		props[k.Name] = map[string]any{"type": "array", "items": map[string]any{
			"type": "object",
			"properties": map[string]any{
				"subject": text, "collected": text,
				"payload": map[string]any{"$ref": "#/definitions/" + prefix},
			},
		}}
		names = append(names, k.Name)
	}
	return &inputType{
		name:   strings.Join(names, " + "),
		schema: map[string]any{"type": "object", "properties": props, "definitions": defs},
	}, nil
}

const definitions = "#/definitions/"

// typeSchema reduces a kind's schema to what a type is made of, in the words
// OPA's reader of schemas knows.
func typeSchema(k *evidence.Kind) (map[string]any, error) {
	var raw map[string]any
	if err := json.Unmarshal(k.Schema, &raw); err != nil {
		return nil, problem.New(problem.Place{Path: k.Source}, "the schema cannot be read", "")
	}
	out, _ := reduce(raw).(map[string]any)
	defs := map[string]any{}
	for _, key := range []string{"$defs", "definitions"} {
		from, _ := raw[key].(map[string]any)
		for name, d := range from {
			defs[name] = reduce(d)
		}
	}
	if len(defs) > 0 {
		out["definitions"] = defs
	}
	return out, nil
}

// reduce keeps type, properties, items and $ref of one schema.
//
// OPA takes the first type of a list and forgets the others, so a value that
// may be text or null would fail to compare with null: a list of plain types
// becomes any type, and a list with object or array keeps that one, whose
// properties are worth more than a comparison with null (is_null works on both).
func reduce(schema any) any {
	s, ok := schema.(map[string]any)
	if !ok {
		return map[string]any{}
	}
	out := map[string]any{}
	switch t := s["type"].(type) {
	case string:
		out["type"] = t
	case []any:
		for _, one := range t {
			if one == "object" || one == "array" || len(t) == 1 {
				out["type"] = one
			}
		}
	}
	if out["type"] == "null" {
		delete(out, "type")
	}
	if props, ok := s["properties"].(map[string]any); ok && len(props) > 0 {
		reduced := map[string]any{}
		for name, p := range props {
			reduced[name] = reduce(p)
		}
		out["properties"] = reduced
	}
	if items, ok := s["items"].(map[string]any); ok {
		out["items"] = reduce(items)
	}
	if ref, ok := s["$ref"].(string); ok {
		ref = strings.Replace(ref, "#/$defs/", definitions, 1)
		if ref == "#" {
			return map[string]any{} // the root within itself: any value
		}
		return map[string]any{"$ref": ref}
	}
	return out
}

// rename puts a prefix before the name of every local reference.
func rename(schema any, prefix string) {
	switch s := schema.(type) {
	case map[string]any:
		for key, v := range s {
			if ref, ok := v.(string); ok && key == "$ref" {
				s[key] = definitions + prefix + strings.TrimPrefix(ref, definitions)
				continue
			}
			rename(v, prefix)
		}
	case []any:
		for _, v := range s {
			rename(v, prefix)
		}
	}
}

// set attaches the type to a compiler.
func (t *inputType) set(c *ast.Compiler) *ast.Compiler {
	if t == nil {
		return c
	}
	ss := ast.NewSchemaSet()
	ss.Put(ast.SchemaRootRef, t.schema)
	return c.WithSchemas(ss)
}
