package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// fewAnnotations is how many annotations of each sort GitHub shows of a step.
//
// Source: github.com/actions/toolkit, docs/problem-matchers.md.
const fewAnnotations = 10

// longTitle and longAnnotation are how many characters of an annotation are written;
// GitHub takes no more than 255 of a title, and 64 KB of a message.
//
// Source: docs.github.com, REST API, "Create a check run", annotations.
const (
	longTitle      = 200
	longAnnotation = 4000
)

// GitHub writes workflow commands that become annotations of a pull request: an error
// for what the gate holds, a warning for what is undecided and it only warns of, and a
// notice for what else it lets pass. Of each sort the worst ten, which is all that
// GitHub shows, and how many more there are. They count only on the standard output
// of a step.
func GitHub(w io.Writer, in Input) error {
	a := &annotations{w: bufio.NewWriter(w), in: in}
	var notices []Reason
	warnings := in.warnings()
	for _, r := range in.Decision.Tolerated {
		if r.Kind != "undecided" || r.By == "baseline" {
			notices = append(notices, r)
		}
	}
	a.sort("error", in.Decision.Reasons)
	a.sort("warning", warnings)
	a.sort("notice", notices)
	a.rules()
	if err := a.w.Flush(); err != nil {
		return fmt.Errorf("write annotations: %w", err)
	}
	return nil
}

// annotations writes workflow commands.
type annotations struct {
	w  *bufio.Writer
	in Input
}

// sort writes the worst reasons as annotations of one sort.
func (a *annotations) sort(command string, reasons []Reason) {
	list := worst(reasons, fewAnnotations)
	for _, r := range list {
		a.annotate(command, r)
	}
	if n := len(joined(reasons)) - len(list); n > 0 {
		fmt.Fprintf(a.w, "and %s, of which no annotation is shown\n", Count(n, "more "+command))
	}
}

// annotate writes one annotation, on the file that caused it where one is known.
func (a *annotations) annotate(command string, r Reason) {
	var properties []string
	if at, ok := a.in.caused(r.At, nil); ok {
		properties = append(properties, "file="+property(at.Path))
		if at.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", at.Line))
		}
	}
	properties = append(properties, "title="+property(cut(r.title(some(r.Controls, 3)), longTitle)))
	fmt.Fprintf(a.w, "::%s %s::%s\n", command, strings.Join(properties, ","), data(cut(r.seen()+withFix(r.Why, r.Remedy), longAnnotation)))
}

// data is the message of a workflow command: one line, in which nothing is encoded
// by others.
//
// Source: github.com/actions/toolkit, packages/core/src/command.ts.
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(visible(text))
}

// property is the value of a property of a workflow command.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(text))
}
