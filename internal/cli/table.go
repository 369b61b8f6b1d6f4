package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/problem"
)

// table writes rows below a head, each column as wide as its widest cell and two
// spaces from the next. Where stdout is no terminal the head is left out, so that
// every line is a row.
func (f *factory) table(head []string, rows [][]string) error {
	if f.width() > 0 {
		rows = append([][]string{head}, rows...)
	}
	widths := make([]int, len(head))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = problem.Plain(cell)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(f.out, b.String())
	return err
}

// notef writes one line to stderr that holds text of others.
func (f *factory) notef(format string, args ...any) {
	fmt.Fprintln(f.errOut, problem.Plain(fmt.Sprintf(format, args...)))
}

// sayf writes one line to stdout that holds text of others.
func (f *factory) sayf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	body := strings.TrimLeft(text, " ")
	fmt.Fprintln(f.out, text[:len(text)-len(body)]+problem.Plain(body))
}
