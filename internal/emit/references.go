package emit

import (
	"fmt"
	"maps"
	"slices"
)

// references holds what a document defines and what it refers to, so that a
// dangling or repeated uuid is caught before the file is given its name.
//
// Source: section 5 of NIST's prose rules has no index constraint for these;
// the schema alone does not see them.
type references struct {
	defined map[string]string // uuid → what it names
	used    map[string]string // uuid → what must be named
	twice   string
}

func newReferences() references {
	return references{defined: map[string]string{}, used: map[string]string{}}
}

// define records that the document holds kind under uuid.
func (r *references) define(kind, uuid string) {
	if _, ok := r.defined[uuid]; ok && r.twice == "" {
		r.twice = kind + " " + uuid
	}
	r.defined[uuid] = kind
}

// use records that the document refers to a kind under uuid.
func (r *references) use(kind, uuid string) { r.used[uuid] = kind }

func (r *references) resolve(model string) error {
	if r.twice != "" {
		return fmt.Errorf("assay made an invalid %s: %s is defined twice", model, r.twice)
	}
	for _, uuid := range slices.Sorted(maps.Keys(r.used)) {
		if r.defined[uuid] != r.used[uuid] {
			return fmt.Errorf("assay made an invalid %s: it refers to %s %s and does not hold it", model, r.used[uuid], uuid)
		}
	}
	return nil
}
