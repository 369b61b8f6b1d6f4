package xmlform

import (
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// collapsed is a value as XML means it. White space at the edges counts where the
// XML Schema says so: in string, token, uuid and email-address.
func collapsed(d *metaschema.Definition, s string) string {
	switch d.Type {
	case "string", "token", "uuid", "email-address":
		return s
	case "base64":
		return strings.Join(strings.FieldsFunc(s, xmlSpace), "")
	}
	return strings.Join(strings.FieldsFunc(s, xmlSpace), " ")
}

// scalar writes a value of a datatype.
func (r *reader) scalar(d *metaschema.Definition, s string) {
	s = collapsed(d, s)
	switch {
	case d.Type == "boolean":
		switch s {
		case "true", "1":
			r.json = append(r.json, "true"...)
		case "false", "0":
			r.json = append(r.json, "false"...)
		default:
			r.add(r.before, shape.Type, label(d)+" must be true or false", "")
		}
	case numeric(d.Type):
		n, ok := number(s)
		if !ok || d.Type != "decimal" && strings.Contains(n, ".") {
			r.add(r.before, shape.Type, label(d)+" must be a number", "write plain decimal digits")
			return
		}
		r.json = append(r.json, n...)
	default:
		r.text(s)
	}
}

func xmlSpace(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// number is a decimal as JSON writes it, with its digits.
func number(s string) (string, bool) {
	digits, minus := strings.CutPrefix(s, "-")
	if !minus {
		digits = strings.TrimPrefix(s, "+")
	}
	whole, part, point := strings.Cut(digits, ".")
	if len(s) > shape.MaxDigits || whole+part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point && part != "" {
		whole += "." + part
	}
	if minus {
		whole = "-" + whole
	}
	return whole, true
}
