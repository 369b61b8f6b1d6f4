package config

import (
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Table says how the rows and cells of a CSV file become members of a kind.
type Table struct {
	// Rows is the pointer of the payload's list that each row is an element of;
	// absent: the one row is the payload.
	Rows strictyaml.At[string] `yaml:"rows"`
	// Columns give the member of a row that each column goes to, by the column's
	// name; nested members with slashes.
	Columns map[string]strictyaml.At[string] `yaml:"columns,required"`
	// Ignore lists columns that are left out; "*" for all others.
	Ignore List `yaml:"ignore"`
	// Words give cells of a member another text before it is read: member → cell
	// → text.
	Words map[string]map[string]strictyaml.At[string] `yaml:"words"`
	// Set gives values of the payload that stand in no column, by pointer.
	Set       map[string]strictyaml.At[string] `yaml:"set"`
	Separator strictyaml.At[string]            `yaml:"separator"`
	Delimiter strictyaml.At[string]            `yaml:"delimiter"`
}

// table checks what can be seen without the schema of the kind.
func (k *checker) table(s Source) {
	switch csv := s.Format.Value == "csv"; {
	case csv && s.CSV == nil:
		k.add(s.Format.Place, "format csv needs a mapping of its columns", "add csv: with columns:")
		return
	case !csv && s.CSV != nil:
		k.add(s.Path.Place, "csv: is given, and the format is not csv", "add format: csv, or remove csv:")
		return
	case !csv:
		return
	}
	if len(s.Kinds) != 1 {
		k.add(s.Format.Place, "format csv needs exactly one kind", "add kinds: with the kind of these files")
	}
	if !s.Component.Set() && len(s.Components) != 1 {
		k.add(s.Format.Place, "format csv needs the component it speaks for", "add component:")
	}
	if d := s.CSV.Delimiter; d.Set() {
		if r, n := utf8.DecodeRuneInString(d.Value); n != len(d.Value) || r == '"' || r == '\n' || r == '\r' || r == utf8.RuneError {
			k.add(d.Place, "a delimiter is one character", `write ";" or "\t"`)
		}
	}
}
