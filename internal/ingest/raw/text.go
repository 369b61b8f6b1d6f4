package raw

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// MaxText is how many bytes a file may have that is read whole.
const MaxText = 16 << 20

// All reads a file of a Text format whole, as UTF-8 of at most MaxText bytes
// and without control characters but white space.
func (s *Source) All() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(s.T, MaxText+1))
	var bad *Fault
	switch {
	case errors.As(err, &bad):
		return nil, bad
	case err != nil:
		return nil, &Fault{Code: FaultRead}
	case len(data) > MaxText:
		return nil, &Fault{Code: FaultSize}
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &Fault{Code: FaultEmpty}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	for i := 0; i < len(data); {
		c := data[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
				return nil, &Fault{Code: FaultSyntax, Line: lineAt(data, i)}
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return nil, &Fault{Code: FaultUTF8, Line: lineAt(data, i)}
		}
		i += n
	}
	return data, nil
}

func lineAt(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }
