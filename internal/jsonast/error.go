package jsonast

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Code names one way in which a text is not acceptable JSON. It is stable and
// carries nothing of the text.
type Code string

// The codes.
const (
	CodeEmpty     Code = "empty"
	CodeBOM       Code = "byte-order-mark"
	CodeUTF16     Code = "utf-16"
	CodeUTF8      Code = "invalid-utf-8"
	CodeTruncated Code = "truncated"
	CodeTrailing  Code = "trailing-data"
	CodeValue     Code = "value"
	CodeKey       Code = "key"
	CodeColon     Code = "colon"
	CodeComma     Code = "comma"
	CodeControl   Code = "control-character"
	CodeEscape    Code = "escape"
	CodeSurrogate Code = "lone-surrogate"
	CodeNumber    Code = "number"
	CodeNaN       Code = "not-a-number"
	CodeDigits    Code = "digits"
	CodeExponent  Code = "exponent"
	CodeDepth     Code = "depth"
	CodeWeight    Code = "weight"
	CodeDuplicate Code = "duplicate-key"
)

// Text says in words what the code means, without a final stop.
func (c Code) Text() string {
	switch c {
	case CodeEmpty:
		return "the file or line is empty"
	case CodeBOM:
		return "the text begins with a byte order mark"
	case CodeUTF16:
		return "the text is UTF-16 or UTF-32, not UTF-8"
	case CodeUTF8:
		return "a string is not valid UTF-8"
	case CodeTruncated:
		return "the text ends in the middle of a value"
	case CodeTrailing:
		return "something follows the end of the value"
	case CodeKey:
		return "an object key in double quotes is missing"
	case CodeColon:
		return "a colon after an object key is missing"
	case CodeComma:
		return "a comma or a closing bracket is missing"
	case CodeControl:
		return "a control character stands unescaped in a string"
	case CodeEscape:
		return "a string has an unknown escape"
	case CodeSurrogate:
		return "a string has half of a surrogate pair"
	case CodeNumber:
		return "a number is written wrongly"
	case CodeNaN:
		return "NaN and Infinity are no JSON numbers"
	case CodeDigits:
		return "a number has too many digits"
	case CodeExponent:
		return "a number's exponent is too large"
	case CodeDepth:
		return "objects and arrays are nested too deeply"
	case CodeWeight:
		return "the document has too many values"
	case CodeDuplicate:
		return "an object has the same key twice"
	}
	return "a value is expected and something else stands here"
}

// SyntaxError says where a text stops being acceptable JSON. It holds nothing
// of the text: Pointer shows every object key as '*'.
type SyntaxError struct {
	Code    Code
	Offset  int    // bytes from the start
	Line    int    // from 1
	Column  int    // characters, from 1
	Pointer string // RFC 6901, to the innermost value being read; keys masked

	path []step
}

// step is one token of a pointer.
type step struct {
	token string
	index bool // a place in an array; never masked
}

// Error gives code text and place.
func (e *SyntaxError) Error() string {
	return e.Code.Text() + " (line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column) + ")"
}

// PointerWith is Pointer with those keys in clear that show accepts. It is
// asked with the key and the number of steps above it.
func (e *SyntaxError) PointerWith(show func(key string, depth int) bool) string {
	var b strings.Builder
	for i, s := range e.path {
		b.WriteByte('/')
		switch {
		case s.index:
			b.WriteString(s.token)
		case show != nil && show(s.token, i):
			b.WriteString(Escape(s.token))
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

// Escape writes a key as one token of a JSON pointer.
func Escape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// failure is what refuse noted; it becomes a SyntaxError once the stack has
// unwound and the path is complete.
type failure struct {
	code Code
	at   int
	path []step // innermost first
}

// refuse notes the failure at offset i. It returns nil, which ends every frame.
func (d *Decoder) refuse(i int, code Code) (*ast.Term, int) {
	d.fail.code, d.fail.at = code, i
	return nil, i
}

// inside and insideIndex add the frame that was being read to the path.
func (d *Decoder) inside(key string) {
	d.fail.path = append(d.fail.path, step{token: strings.Clone(key)})
}

func (d *Decoder) insideIndex(i int) {
	d.fail.path = append(d.fail.path, step{token: strconv.Itoa(i), index: true})
}

// err builds the error from what refuse noted.
func (d *Decoder) err() *SyntaxError {
	at := min(d.fail.at, len(d.b))
	before := d.b[:at]
	e := &SyntaxError{
		Code:   d.fail.code,
		Offset: at,
		Line:   1 + bytes.Count(before, []byte{'\n'}),
		Column: 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]),
		path:   slices.Clone(d.fail.path),
	}
	slices.Reverse(e.path)
	e.Pointer = e.PointerWith(nil)
	return e
}

// expected is CodeTruncated at the end of the text, else want.
func expected(b []byte, i int, want Code) Code {
	if i >= len(b) {
		return CodeTruncated
	}
	return want
}

// strange tells the ways apart in which b does not start a value.
func strange(b []byte) Code {
	word := bytes.TrimLeft(b, "+-")
	for _, w := range []string{"nan", "inf"} {
		if len(word) >= len(w) && strings.EqualFold(string(word[:len(w)]), w) {
			return CodeNaN
		}
	}
	for _, w := range []string{"true", "false", "null", "-"} {
		if len(b) < len(w) && strings.HasPrefix(w, string(b)) || string(b) == "-" {
			return CodeTruncated
		}
	}
	if b[0] == '-' || b[0] == '+' || b[0] == '.' {
		return CodeNumber
	}
	return CodeValue
}

// Remedy says what to do about it.
func (c Code) Remedy() string {
	switch c {
	case CodeBOM, CodeUTF16, CodeUTF8:
		return "save it as UTF-8 without byte order mark"
	case CodeTruncated, CodeEmpty:
		return "collect it again"
	case CodeNaN:
		return "write null where there is no number"
	case CodeDigits, CodeExponent:
		return "numbers have at most 64 digits and exponents up to 308; write longer ones as a string"
	case CodeDepth:
		return "at most 512 levels are read"
	case CodeWeight:
		return "split it: one document for each subject, or one a line"
	case CodeDuplicate:
		return "keep one; readers disagree about which one counts"
	case CodeControl, CodeEscape, CodeSurrogate:
		return "write it as JSON escapes it, such as \\n or \\u00e9"
	case CodeTrailing:
		return "keep one value in a file, or one a line in a .jsonl file"
	}
	return "write it as JSON is written: keys and text in double quotes, no comments, no comma before a closing bracket"
}
