// Package official holds documents against the official JSON schemas of OSCAL, as
// go-oscal carries them, with a general validator. It is what tests ask whether
// our own readers are right; the program does not use it.
package official

import (
	"fmt"
	"sync"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compiled are the schemas that were asked for, by version.
var compiled sync.Map

// Schema is the official schema of a version, compiled once.
func Schema(version string) (*jsonschema.Schema, error) {
	if s, ok := compiled.Load(version); ok {
		return s.(*jsonschema.Schema), nil
	}
	s, err := Compile(version)
	if err == nil {
		compiled.Store(version, s)
	}
	return s, err
}

// Compile compiles the official schema of a version anew.
func Compile(version string) (*jsonschema.Schema, error) {
	v, err := validation.NewValidatorDesiredVersion(map[string]any{"catalog": map[string]any{}}, version)
	if err != nil {
		return nil, fmt.Errorf("official schema %s: %w", version, err)
	}
	params, err := v.GetValidationParams()
	if err != nil {
		return nil, fmt.Errorf("official schema %s: %w", version, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("oscal.json", params.SchemaData); err != nil {
		return nil, fmt.Errorf("official schema %s: %w", version, err)
	}
	return c.Compile("oscal.json")
}
