package generate

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
)

// row is one line of a table by column name.
type row map[string]string

// reader reads tables and keeps the first error, so that builders read as
// lists of facts.
type reader struct {
	fs  fs.FS
	err error
}

// read returns the rows of a table whose header must be exactly columns.
func (r *reader) read(name string, columns ...string) []row {
	if r.err != nil {
		return nil
	}
	f, err := r.fs.Open(name)
	if err != nil {
		r.err = fmt.Errorf("read table: %w", err)
		return nil
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		r.err = fmt.Errorf("read table %s: %w", name, err)
		return nil
	}
	if len(records) < 2 || !slices.Equal(records[0], columns) {
		r.err = fmt.Errorf("table %s: its columns must be %q and it must have rows", name, columns)
		return nil
	}
	rows := make([]row, 0, len(records)-1)
	for _, record := range records[1:] {
		fields := make(row, len(columns))
		for i, c := range columns {
			fields[c] = record[i]
		}
		rows = append(rows, fields)
	}
	return rows
}

// fail records a contradiction between tables.
func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}
