package upgrade

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// mend writes texts as the target version asks for them, where that loses
// nothing: the violations that are left of lift and that the document's own
// version allows. It gives nil where there is nothing to mend.
func (l *lifter) mend(text []byte, left []shape.Violation, own map[string]bool) []byte {
	root, err := parse(text)
	if err != nil {
		return nil
	}
	l.text, l.edits = text, nil
	gone := map[*node]bool{}
	for _, v := range left {
		if own[v.Pointer] || v.Keyword != "pattern" && v.Keyword != "format" {
			continue
		}
		holder, i := root.find(v.Pointer)
		if holder == nil || holder.items[i].kind != '"' {
			continue
		}
		n := &holder.items[i]
		steps := strings.Split(v.Pointer, "/")
		value := l.string(n)
		switch {
		case value == "" && holder.kind == '{' && line(steps):
			if gone[holder] {
				continue // one at a time: the commas beside them are shared
			}
			gone[holder] = true
			l.edits = append(l.edits, holder.without(i))
			l.mended(v.Pointer, n, "the field, which was empty, is gone", "a text of one line may not be empty")
			object := strings.Join(steps[:len(steps)-1], "/")
			l.emptied[object] = append(l.emptied[object], holder.names[i])
		case line(steps):
			if one, ok := oneLine(value); ok && one != value {
				l.edits = append(l.edits, edit{n.start, n.end, quote(one)})
				l.mended(v.Pointer, n, "the text stands on one line", "a title or label may have no line end; where it is Markdown, a line end is a space")
			}
		case strings.HasSuffix(v.Pointer, "/base64/value"):
			if solid := strings.Join(strings.Fields(value), ""); solid != value {
				l.edits = append(l.edits, edit{n.start, n.end, quote(solid)})
				l.mended(v.Pointer, n, "the white space in the base64 text is gone", "it means nothing there and is no longer allowed")
			}
		default:
			if trimmed := strings.Trim(value, " \t\r\n"); trimmed != value && trimmed != "" {
				l.edits = append(l.edits, edit{n.start, n.end, quote(trimmed)})
				l.mended(v.Pointer, n, "the white space around the text is gone", "a text may neither begin nor end with it")
			}
		}
	}
	if l.edits == nil {
		return nil
	}
	return apply(text, l.edits)
}

func (l *lifter) mended(pointer string, n *node, what, why string) {
	l.changes = append(l.changes, located{Change{pointer, what, why}, n.start})
}

// line says whether a field is Markdown on one line, by its name: these are the
// fields of that type, and none of them has another type anywhere.
func line(steps []string) bool {
	last := steps[len(steps)-1]
	return slices.Contains([]string{"title", "text", "label", "purpose", "caption"}, last) || len(steps) > 1 && steps[len(steps)-2] == "choice"
}

// oneLine puts Markdown on one line. Ok is false where that would change what it
// says: an empty line parts paragraphs, and two spaces or a backslash before a
// line end break the line.
func oneLine(s string) (string, bool) {
	lines := strings.Split(strings.Trim(strings.ReplaceAll(s, "\r\n", "\n"), " \t\n"), "\n")
	for i, text := range lines {
		hard := strings.HasSuffix(text, "  ") || strings.HasSuffix(text, `\`)
		lines[i] = strings.Trim(text, " \t")
		if lines[i] == "" || hard && i+1 < len(lines) {
			return "", false
		}
	}
	return strings.Join(lines, " "), true
}
