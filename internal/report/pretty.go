package report

import (
	"fmt"
	"io"
	"strings"
)

// Pretty writes the screen in full as plain text, with the documents it was made from
// and its seal at the end.
func Pretty(w io.Writer, in Input) error {
	in.Out = "" // it says the same wherever the results stand
	s := &screen{}
	s.long(in)
	s.line("")
	for _, f := range in.Files {
		s.line("made from %s, sha256 %s", f.Path, f.Digest)
	}
	// As it is: it has its own way to write what is not seen.
	s.lines = append(s.lines, sealMark+in.seal(formatPretty).String())
	if _, err := io.WriteString(w, strings.Join(s.lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// The colours of a terminal.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	normal = "\x1b[0m"
)

// paint colours the lines of a screen by the words they begin with; they say the same
// without. The first is the gate's word.
func paint(lines []string, d Decision) {
	for i, line := range lines {
		first, rest, _ := strings.Cut(line, " ")
		if rest != "" {
			rest = " " + rest
		}
		switch {
		case i == 0 && d.Passed && d.Code == 0:
			lines[i] = bold + green + line + normal
		case i == 0 && d.Code == 3:
			lines[i] = bold + yellow + line + normal
		case i == 0:
			lines[i] = bold + red + line + normal
		case strings.HasPrefix(first, "failing"), strings.HasPrefix(first, "recorded/"), strings.HasPrefix(first, "unknown-asset"), strings.HasPrefix(first, "lost-coverage"):
			lines[i] = red + first + normal + rest
		case first == "warning:", strings.HasPrefix(first, "undecided"):
			lines[i] = yellow + first + normal + rest
		case strings.HasPrefix(line, "  fix: "):
			lines[i] = "  " + bold + "fix:" + normal + strings.TrimPrefix(line, "  fix:")
		}
	}
}
