// Command gen writes the schemas that package shape embeds: the JSON schemas
// go-oscal carries, without titles, descriptions and ids, one definition a
// line. Run it with go generate after a new version of go-oscal; its test says
// when that is due.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"

	"github.com/assay-compliance/assay/oscal/internal/shape"
)

func main() {
	for _, version := range shape.Files() {
		text, err := prune(version)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("schemas", version+".json"), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// prune returns the official schema of a version as package shape reads it.
func prune(version string) ([]byte, error) {
	full, err := official(version)
	if err != nil {
		return nil, err
	}
	definitions := full["definitions"].(map[string]any)
	ids := map[string]string{} // what a $ref may say → name of the definition
	for name, d := range definitions {
		ids["#/definitions/"+name] = short(name)
		if id, ok := d.(map[string]any)["$id"].(string); ok {
			ids[id] = short(name)
		}
	}
	if err := strip(full, ids, false); err != nil {
		return nil, fmt.Errorf("schema %s: %w", version, err)
	}
	models := map[string]string{}
	for _, branch := range full["oneOf"].([]any) {
		for name, p := range branch.(map[string]any)["properties"].(map[string]any) {
			if name != "$schema" {
				models[name] = p.(map[string]any)["$ref"].(string)
			}
		}
	}
	return write(version, models, definitions)
}

// official returns the schema as go-oscal has it. The way to it is a validator
// of an empty document: the files themselves are internal to the library.
func official(version string) (map[string]any, error) {
	v, err := validation.NewValidatorDesiredVersion(map[string]any{"catalog": map[string]any{}}, version)
	if err != nil {
		return nil, err
	}
	params, err := v.GetValidationParams()
	if err != nil {
		return nil, err
	}
	return params.SchemaData, nil
}

// short cuts the prefix that every definition of the complete schema has.
func short(name string) string { return strings.TrimPrefix(name, "oscal-complete-oscal-") }

// strip removes what no check reads and makes every $ref a plain name. Names
// says that the keys of n are names of the schema's author, not keywords.
func strip(n any, ids map[string]string, names bool) error {
	switch n := n.(type) {
	case map[string]any:
		for k, child := range n {
			switch {
			case names:
			case k == "title", k == "description", k == "$id", k == "$comment", k == "contentEncoding":
				delete(n, k)
				continue
			case k == "$ref":
				name, ok := ids[child.(string)]
				if !ok {
					return fmt.Errorf("reference %s leads nowhere", child)
				}
				n[k] = name
			}
			if err := strip(child, ids, !names && (k == "properties" || k == "definitions")); err != nil {
				return err
			}
		}
	case []any:
		for _, child := range n {
			if err := strip(child, ids, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(version string, models map[string]string, definitions map[string]any) ([]byte, error) {
	var b bytes.Buffer
	text := func(v any) error {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the encoder's line end
		return nil
	}
	fmt.Fprintf(&b, "{\"version\": %q,\n\"models\": ", version)
	if err := text(models); err != nil {
		return nil, err
	}
	b.WriteString(",\n\"definitions\": {")
	for i, name := range slices.Sorted(maps.Keys(definitions)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n%q: ", short(name))
		if err := text(definitions[name]); err != nil {
			return nil, err
		}
	}
	b.WriteString("\n}}\n")
	return b.Bytes(), nil
}
