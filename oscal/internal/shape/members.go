package shape

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// brief cuts a name of unbounded length for a message.
func brief(name []byte) string {
	const most = 60
	if len(name) > most {
		return string(bytes.ToValidUTF8(name[:most], nil)) + "…"
	}
	return string(name)
}

// advice names the fields that a wrong name may have meant.
func advice(name string, known []string) string {
	if len(known) == 0 {
		return "it has none: write {}"
	}
	if len(name) <= 60 {
		if near := strictyaml.Near(name, known); len(near) > 0 {
			return "did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return "it has: " + strings.Join(known, ", ")
}

// members checks which fields were there.
func (w *walker) members(f *fields, seen uint64, start int) {
	for _, name := range f.list(f.required &^ seen) {
		w.add(start, "required", fmt.Sprintf("%s lacks the field %q", f.label, name), "")
	}
	if len(f.branches) == 0 {
		return
	}
	every := ^uint64(0)    // fields required by each branch
	anywhere := ^uint64(0) // fields allowed in each branch
	var choices [][]string // what each branch asks for beyond that
	for _, b := range f.branches {
		if b.required&^seen == 0 && seen&^b.allowed == 0 {
			return
		}
		every &= b.required
		anywhere &= b.allowed
	}
	if lacking := every &^ seen; lacking != 0 {
		for _, name := range f.list(lacking) {
			w.add(start, "required", fmt.Sprintf("%s lacks the field %q", f.label, name), "")
		}
		return
	}
	if exclusive := f.list(seen &^ anywhere); len(exclusive) > 0 {
		if len(exclusive) > 1 {
			w.add(start, "anyOf", fmt.Sprintf("%s has %s, which do not go together", f.label, strings.Join(exclusive, " and ")), "keep one of them")
			return
		}
	}
	for _, b := range f.branches {
		choices = append(choices, f.list(b.required&^every))
	}
	w.add(start, "anyOf", f.label+" lacks one of the fields that say what it holds", "it needs "+either(choices))
}

// either joins alternatives of fields.
func either(choices [][]string) string {
	var out []string
	for _, c := range choices {
		if len(c) > 0 {
			out = append(out, strings.Join(c, " with "))
		}
	}
	return strings.Join(out, " or ")
}
