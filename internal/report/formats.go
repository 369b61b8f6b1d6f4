package report

import (
	"fmt"
	"io"
	"strings"
)

// Format is one form that a report can be written in, beside the screen and JSON.
type Format struct {
	Name  string
	Title string
	Write func(io.Writer, Input) error
}

// Formats lists the forms there are, by name. A new one is a file and a row here.
func Formats() []Format {
	return []Format{
		{"cmmc", "CMMC score sheet, in Markdown", CMMC},
	}
}

// Named finds a form by its name; the error says which there are.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no report %q; there is %s", name, strings.Join(names, ", "))
}
