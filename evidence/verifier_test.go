package evidence_test

import (
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/testkit"
)

// agree holds a verifier against the reader and the program of the kind: the
// same document, but for its payload, and the same problem. It says whether the
// bytes alone were enough.
func agree(t *testing.T, v *evidence.Verifier, text []byte) (checked bool) {
	t.Helper()
	want := evidence.ReadEnvelope(text, reader())
	wantProblem := v.Kinds.Check(want)
	got := v.ReadEnvelope(text, reader())
	gotProblem := v.Kinds.Check(got)
	if diff := cmp.Diff(wantProblem, gotProblem); diff != "" {
		t.Fatalf("%s\n%s", diff, text)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(evidence.Document{}, "Payload", "Checked")); diff != "" {
		t.Fatalf("%s\n%s", diff, text)
	}
	return got.Checked
}

// What a verifier says of an envelope is what the reader and the schema say,
// over random changes of a sample of every kind. Of the samples themselves the
// bytes are enough: none is decoded.
func TestVerifierAgreesWithTheReader(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	v := &evidence.Verifier{Kinds: kinds}
	r := rand.New(rand.NewPCG(7, 8))
	entries, err := fs.ReadDir(evidence.Schemas, "samples")
	if err != nil {
		t.Fatal(err)
	}
	checked, broken := 0, 0
	for _, e := range entries {
		text, err := fs.ReadFile(evidence.Schemas, path.Join("samples", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !agree(t, v, text) {
			t.Errorf("%s is decoded", e.Name())
		}
		var sample any
		if err := json.Unmarshal(text, &sample); err != nil {
			t.Fatal(err)
		}
		kind, ok := kinds.Get(strings.TrimSuffix(e.Name(), ".json"))
		if !ok {
			t.Fatal(e.Name())
		}
		words := append(kind.Program.Keys(), "kind", "payload", "incomplete", "iam-accounts", "2026-11-18T06:00:00Z", "")
		for range 150 {
			changed, err := json.Marshal(testkit.Mutate(r, sample, words))
			if err != nil {
				t.Fatal(err)
			}
			if agree(t, v, changed) {
				checked++
			} else {
				broken++
			}
		}
	}
	if checked < broken/20 || broken < checked/20 {
		t.Errorf("%d in order and %d not: the changes do not try both sides", checked, broken)
	}
}

func TestVerifier(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	v := &evidence.Verifier{Kinds: kinds}
	const head, payload = `"kind":"iam-accounts","component":"idp"`, `"payload":{"accounts":[]}`
	for _, c := range []struct {
		situation, text string
		checked         bool
	}{
		{"in order", `{` + head + `,` + payload + `}`, true},
		{"payload before its kind", `{` + payload + `,` + head + `}`, true},
		{"with a source", `{` + head + `,` + payload + `,"source":{"path":"a"}}`, true},
		{"white space everywhere", " {\n" + head + " ,\t" + payload + " } \n", true},
		{"a kind that nobody knows", `{"kind":"x","component":"idp",` + payload + `}`, false},
		{"no component", `{"kind":"iam-accounts",` + payload + `}`, false},
		{"no payload", `{` + head + `}`, false},
		{"two payloads", `{` + head + `,` + payload + `,` + payload + `}`, false},
		{"two payloads before the kind", `{` + payload + `,` + payload + `,` + head + `}`, false},
		{"a payload that does not match, before its kind", `{"payload":{"accounts":1},` + head + `}`, false},
		{"a key that stands twice in the source", `{` + head + `,` + payload + `,"source":{"a":1,"a":2}}`, false},
		{"said to be incomplete", `{` + head + `,` + payload + `,"incomplete":"the last page is missing"}`, false},
		{"a subject that forges a line", `{` + head + `,"subject":"a\nb",` + payload + `}`, false},
		{"a time that is none", `{` + head + `,"collected":"yesterday",` + payload + `}`, false},
		{"a key too many", `{` + head + `,` + payload + `,"x":1}`, false},
		{"followed by more", `{` + head + `,` + payload + `} {}`, false},
		{"truncated", `{` + head + `,"payload":{"accounts":[`, false},
		{"an array", `[]`, false},
		{"nothing", ``, false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := agree(t, v, []byte(c.text)); got != c.checked {
				t.Errorf("checked: %t", got)
			}
		})
	}
}

func FuzzVerifier(f *testing.F) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		f.Fatal(err)
	}
	v := &evidence.Verifier{Kinds: kinds}
	for _, name := range []string{"iam-accounts", "audit-config", "vulnerabilities"} {
		text, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"payload":{"accounts":[]},"kind":"iam-accounts","component":"idp","source":{"a":[1e3,{}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) { agree(t, v, text) })
}
