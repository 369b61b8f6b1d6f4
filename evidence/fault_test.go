package evidence_test

import (
	"io"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// What is above a limit is told apart from what is not well-formed.
func TestFaultOfATextThatIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want evidence.Fault
	}{
		"whole":                {whole, ""},
		"empty":                {"", evidence.Malformed},
		"cut off":              {whole[:40], evidence.Malformed},
		"no envelope":          {`{"kind":"k"}`, evidence.Malformed},
		"nested too deeply":    {strings.Repeat(`{"kind":`, 600), evidence.TooLarge},
		"too many digits":      {`{"kind":"k","component":"c","payload":{"n":` + strings.Repeat("1", 500) + `}}`, evidence.TooLarge},
		"an exponent too far":  {`{"kind":"k","component":"c","payload":{"n":1e999}}`, evidence.TooLarge},
		"a key that is twice":  {`{"kind":"k","kind":"k"}`, evidence.Malformed},
		"an array of nothing":  {`[]`, evidence.Malformed},
		"an array that breaks": {`[` + whole + `, {"kind":` + strings.Repeat("[", 600), evidence.TooLarge},
	} {
		var last evidence.Fault
		err := evidence.ReadFile([]byte(tc.text), reader(), evidence.ReadEnvelope, func(d *evidence.Document) error {
			last = d.Fault
			return nil
		})
		if err != nil || last != tc.want {
			t.Errorf("%s: %q, want %q (%v)", name, last, tc.want, err)
		}
	}
}

func TestFaultOfLines(t *testing.T) {
	for text, want := range map[string]evidence.Fault{
		strings.Repeat("x", 200) + "\n": evidence.TooLarge,
		"\xFF\xFEx\x00\n\x00":           evidence.Malformed,
	} {
		l := evidence.NewLineRuns(strings.NewReader(text), 0, 100)
		for {
			run, err := l.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			err = evidence.ReadLines(run, &evidence.File{Path: "f"}, reader(), evidence.ReadEnvelope, func(d *evidence.Document) error {
				if d.Fault != want {
					t.Errorf("%q: %q, want %q", text, d.Fault, want)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A document that is refused shows nothing, and says what was found first.
func TestRefuse(t *testing.T) {
	d := evidence.ReadEnvelope([]byte(whole), reader())
	d.Refuse(evidence.WrongTarget, problem.New(problem.Place{}, "first", ""))
	d.Refuse(evidence.TooLarge, problem.New(problem.Place{}, "second", ""))
	if d.Payload != nil || d.Fault != evidence.WrongTarget || d.Problem.What != "first" {
		t.Errorf("%+v", d)
	}
}
