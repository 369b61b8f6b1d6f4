package strictyaml

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/problem"
)

// WriteJSON writes a JSON text as YAML: block style, members in their order, text
// of several lines as block scalars where it can stand so. ToJSON gives the same
// values again, unless the file grows beyond MaxSize or MaxMarks. It holds no more
// of the text than the value at hand. The error is that of out, or says that the
// text is no JSON or nests deeper than MaxDepth.
func WriteJSON(out io.Writer, text []byte) error {
	w := &yamlWriter{out: bufio.NewWriterSize(out, 64<<10), in: jsontext.NewDecoder(bytes.NewBuffer(text))}
	if err := w.value(0, false); err != nil {
		return err
	}
	w.put("\n")
	return w.out.Flush()
}

type yamlWriter struct {
	out *bufio.Writer
	in  *jsontext.Decoder
}

func (w *yamlWriter) put(s string) { _, _ = w.out.WriteString(s) }

func (w *yamlWriter) line(depth int) {
	w.put("\n")
	for range depth {
		w.put("  ")
	}
}

// value writes the next value, at a depth of indentation: behind "key:" or "-",
// or, not behind one, at the start of a file. The first member of an object in a
// list stands on the line of its dash.
func (w *yamlWriter) value(depth int, behind bool) error {
	if err := fits(depth); err != nil {
		return err
	}
	space := ""
	if behind {
		space = " "
	}
	switch w.in.PeekKind() {
	case '{':
		return w.collection('}', " {}", func(first bool) error {
			name, err := w.in.ReadToken()
			if err != nil {
				return err
			}
			if !first || behind {
				w.line(depth)
			}
			w.put(scalarText(name.String()) + ":")
			return w.value(depth+1, true)
		})
	case '[':
		return w.collection(']', " []", func(first bool) error {
			if !first || behind {
				w.line(depth)
			}
			w.put("-")
			if w.in.PeekKind() == '{' {
				return w.inline(depth + 1)
			}
			return w.value(depth+1, true)
		})
	}
	v, err := w.in.ReadToken()
	if err != nil {
		return err
	}
	switch s := v.String(); {
	case v.Kind() != '"':
		w.put(space + s)
	case block(s):
		w.block(s, max(depth, 1))
	default:
		w.put(space + scalarText(s))
	}
	return nil
}

// fits refuses what ToJSON would.
func fits(depth int) error {
	if depth < MaxDepth {
		return nil
	}
	return problem.New(problem.Place{}, fmt.Sprintf("nested deeper than %d, which no YAML is read to", MaxDepth), "keep it in JSON or XML")
}

// inline writes an object behind a dash.
func (w *yamlWriter) inline(depth int) error {
	if err := fits(depth); err != nil {
		return err
	}
	return w.collection('}', " {}", func(first bool) error {
		name, err := w.in.ReadToken()
		if err != nil {
			return err
		}
		if first {
			w.put(" ")
		} else {
			w.line(depth)
		}
		w.put(scalarText(name.String()) + ":")
		return w.value(depth+1, true)
	})
}

// collection reads an object or array and calls each before every member.
func (w *yamlWriter) collection(end jsontext.Kind, empty string, each func(first bool) error) error {
	if _, err := w.in.ReadToken(); err != nil {
		return err
	}
	for first := true; w.in.PeekKind() != end; first = false {
		if w.in.PeekKind() == 0 {
			_, err := w.in.ReadToken()
			return errors.Join(err, io.ErrUnexpectedEOF)
		}
		if err := each(first); err != nil {
			return err
		}
		empty = ""
	}
	w.put(empty)
	_, err := w.in.ReadToken()
	return err
}

// block says whether text can stand as a block scalar: several lines, nothing
// that would have to be escaped, and no space that indentation could swallow.
func block(s string) bool {
	if !strings.Contains(strings.TrimRight(s, "\n"), "\n") || s[0] == ' ' || s[0] == '\n' || s[0] == '\t' {
		return false
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && (r < ' ' || !unicode.IsPrint(r)) {
			return false
		}
	}
	for l := range strings.SplitSeq(s, "\n") {
		if l != "" && strings.Trim(l, " \t") == "" {
			return false
		}
	}
	return true
}

func (w *yamlWriter) block(s string, depth int) {
	body := strings.TrimRight(s, "\n")
	switch len(s) - len(body) {
	case 0:
		w.put(" |-")
	case 1:
		w.put(" |")
	default:
		w.put(" |+")
	}
	for l := range strings.SplitSeq(body, "\n") {
		if l == "" {
			w.put("\n")
			continue
		}
		w.line(depth)
		w.put(l)
	}
	for range max(0, len(s)-len(body)-1) {
		w.put("\n")
	}
}
