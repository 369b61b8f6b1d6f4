package load

import (
	"encoding/json"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// example is a value of the parameter as somebody wrote it who knew what the
// check makes of it: the family's default, another family's, or that of an
// embedded binding. Empty where there is none.
func (p *params) example(name string, b bounds) string {
	if b.family.Default.JSON != "" {
		return b.family.Default.JSON
	}
	for _, f := range p.families {
		if v := f.parameters[name].Default.JSON; v != "" {
			return v
		}
	}
	for _, f := range p.families {
		files := p.bindings[f.ID]
		if len(files) == 0 || !strings.HasPrefix(files[0].at, embeddedPath+"/") {
			continue
		}
		if v, ok := files[0].Parameters[name]; ok {
			return v.JSON
		}
		for _, e := range files[0].Bindings {
			if v, ok := e.Params[name]; ok {
				return v.JSON
			}
		}
	}
	return ""
}

// shape says what a value in JSON is made of: "number", "text", "true or
// false", "a list of text"; "an empty list" and "an empty text" ask for
// nothing, and what holds anything else has the shape "something else".
func shape(value string) string {
	// Almost all are numbers and plain texts, of which the start tells.
	switch plain := json.Valid([]byte(value)) && !strings.Contains(value, `\`); {
	case !plain:
	case value[0] == '"' && value[len(value)-1] == '"':
		return scalar(value[1 : len(value)-1])
	case value[0] >= '0' && value[0] <= '9' && len(value) < 300 && !strings.ContainsAny(value, "eE"):
		return "number" // that is none beyond what can be held
	}
	var v any
	if json.Unmarshal([]byte(value), &v) != nil {
		return "something else"
	}
	list, ok := v.([]any)
	if !ok {
		return scalar(v)
	}
	if len(list) == 0 {
		return "an empty list"
	}
	of := scalar(list[0])
	for _, e := range list {
		if scalar(e) != of {
			return "something else"
		}
	}
	return "a list of " + of
}

func scalar(v any) string {
	switch v := v.(type) {
	case float64:
		return "number"
	case bool:
		return "true or false"
	case string:
		if strings.TrimSpace(v) == "" {
			return "an empty text"
		}
		return "text"
	}
	return "something else"
}

// misshapen says what is wrong with a value that is of another shape than the
// check reads; empty where it fits, or nobody can say. A check walks a list and
// compares its elements: over a text, an empty list, or numbers in quotes there
// is nothing to walk or to meet, and what looks for what is missing finds
// nothing missing. A list of what is exempt may be empty.
func misshapen(name string, v strictyaml.Raw, example string) (what, remedy string) {
	got, want := shape(v.JSON), shape(example)
	switch {
	case strings.HasPrefix(name, "exempt-") && got == "an empty list":
		return "", ""
	case got == "an empty list", got == "an empty text", got == "a list of an empty text":
		return "parameter " + name + " asks for nothing", "give it a value; to leave a check out, disable its binding, with owner and reason"
	case got == "something else":
		return "parameter " + name + " is neither a value nor a list of values of one sort", ""
	case example == "" || got == want || want == "an empty list":
		return "", ""
	}
	return "parameter " + name + " must be " + want, "write it as " + example
}
