package collect

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/provenance"
)

// rule is an entry of a trust policy, as the test knows it by itself.
type rule struct{ letter, kind, component string }

func (r rule) may(kind, component string) bool {
	return (r.kind == "" || r.kind == kind) && (r.component == "" || r.component == component)
}

// mix is one random state of a repository, and what was done to its files.
type mix struct {
	*rand.Rand
	t       *testing.T
	rules   []rule
	files   map[string]string
	touched map[string]bool // evidence or bundle had bytes changed at random
}

var mixKinds, mixParts = []string{"iam-accounts", "audit-config"}, []string{"web", "db"}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// document is a piece of evidence whose bytes no other file has, mostly.
func (m *mix) document(kind string) string {
	text := strings.Replace(envelope(pick(m.Rand, mixParts...), fmt.Sprint("s", m.IntN(1000))), "iam-accounts", kind, 1)
	return text
}

// bytes changes, inserts or removes bytes at random.
func (m *mix) bytes(text string) string {
	b := []byte(text)
	for range 1 + m.IntN(3) {
		at := m.IntN(len(b))
		switch m.IntN(3) {
		case 0:
			b[at] ^= byte(1 << m.IntN(8))
		case 1:
			b = slices.Insert(b, at, byte(m.IntN(256)))
		default:
			b = slices.Delete(b, at, at+1)
		}
	}
	return string(b)
}

// add makes a file of evidence, and perhaps a signature of some worth beside it.
func (m *mix) add(name string) {
	kind := pick(m.Rand, mixKinds...)
	text := m.document(kind)
	if name = "e/" + name + ".json"; m.IntN(3) == 0 {
		name += "l"
		text += "\n" + m.document(pick(m.Rand, mixKinds...))
	}
	if earlier := slices.Sorted(maps.Keys(m.files)); len(earlier) > 0 && m.IntN(6) == 0 && strings.HasSuffix(earlier[0], ".json") && !strings.HasSuffix(earlier[0], provenance.Suffix) {
		text, m.touched[name] = m.files[earlier[0]], m.touched[earlier[0]] // the same bytes in two places
	}
	var p provenance.Predicate
	if m.IntN(3) == 0 {
		p.Kinds = []string{pick(m.Rand, mixKinds...)}
	}
	if m.IntN(3) == 0 {
		p.Components = []string{pick(m.Rand, mixParts...)}
	}
	of, letter := text, pick(m.Rand, "a", "b", "c", "x") // x is in no policy
	if m.IntN(6) == 0 {
		of = m.document(kind) // it speaks of another file
	}
	bundle := sign(m.t, letter, of, p)
	switch m.IntN(8) {
	case 0, 1:
		bundle = ""
	case 2:
		bundle, m.touched[name] = m.bytes(bundle), true
	case 3:
		bundle = twice(m.t, bundle, m.IntN(2) == 0)
	case 4:
		text, m.touched[name] = m.bytes(text), true
	}
	m.files[name] = text
	if bundle != "" {
		m.files[name+provenance.Suffix] = bundle
	}
}

// twice is a bundle with its signature twice, or with one of garbage before it.
func twice(t *testing.T, bundle string, garbage bool) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(bundle), &m); err != nil {
		t.Fatal(err)
	}
	envelope := m["dsseEnvelope"].(map[string]any)
	all := envelope["signatures"].([]any)
	first := all[0]
	if garbage {
		first = map[string]any{"sig": "AAAA"}
	}
	envelope["signatures"] = []any{first, all[0]}
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// signedBy looks at a bundle without any code of the program: whether it is for
// just these bytes, this kind and component, and the letter of the key that signed
// it; "" for none of these.
func signedBy(bundle, file, kind, component string) (names bool, letter string) {
	var b struct {
		DSSE struct {
			Payload     []byte `json:"payload"`
			PayloadType string `json:"payloadType"`
			Signatures  []struct {
				Sig []byte `json:"sig"`
			} `json:"signatures"`
		} `json:"dsseEnvelope"`
	}
	var st struct {
		Subject   []struct{ Digest map[string]string }
		Predicate struct{ Kinds, Components []string }
	}
	if json.Unmarshal([]byte(bundle), &b) != nil || len(b.DSSE.Signatures) != 1 || json.Unmarshal(b.DSSE.Payload, &st) != nil || len(st.Subject) != 1 {
		return false, ""
	}
	sum := sha256.Sum256([]byte(file))
	if st.Subject[0].Digest["sha256"] != hex.EncodeToString(sum[:]) ||
		len(st.Predicate.Kinds) > 0 && !slices.Contains(st.Predicate.Kinds, kind) ||
		len(st.Predicate.Components) > 0 && !slices.Contains(st.Predicate.Components, component) {
		return false, ""
	}
	pae := fmt.Sprintf("DSSEv1 %d %s %d %s", len(b.DSSE.PayloadType), b.DSSE.PayloadType, len(b.DSSE.Payload), b.DSSE.Payload)
	for _, letter := range []string{"a", "b", "c", "x"} {
		private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte(letter), ed25519.SeedSize))
		if ed25519.Verify(private.Public().(ed25519.PublicKey), []byte(pae), b.DSSE.Signatures[0].Sig) {
			return true, letter
		}
	}
	return true, ""
}

// should is what a piece of evidence must come to: the letter of its signer or ""
// where it counts, else the fault.
func (m *mix) should(name, kind, component string) (signer string, fault evidence.Fault) {
	asks := slices.ContainsFunc(m.rules, func(r rule) bool { return r.may(kind, component) })
	bundle, there := m.files[name+provenance.Suffix]
	if !there {
		if asks {
			return "", evidence.Unsigned
		}
		return "", ""
	}
	names, letter := signedBy(bundle, m.files[name], kind, component)
	switch {
	case names && len(m.rules) == 0:
		return "", "" // nobody knows a key: what it says alone is compared
	case letter == "":
		return "", evidence.Forged
	}
	known := slices.ContainsFunc(m.rules, func(r rule) bool { return r.letter == letter })
	may := slices.ContainsFunc(m.rules, func(r rule) bool { return r.letter == letter && r.may(kind, component) })
	switch {
	case !known:
		return "", evidence.Forged
	case asks && !may:
		return "", evidence.Unsigned
	}
	return letter, ""
}

// Evidence counts as signed only where a key of the policy signed just these
// bytes for this kind and component; where the policy asks for it, it counts only
// then. Everything else is undecided, with the reason. The judge of that is
// written here anew, with nothing but the standard library.
func TestWhateverStandsBesideWhat(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(60) {
		m := &mix{Rand: rand.New(rand.NewPCG(seed, 27)), t: t, files: map[string]string{}, touched: map[string]bool{}}
		var trust provenance.Policy
		for _, letter := range []string{"a", "b", "c"}[:m.IntN(4)] {
			r := rule{letter, pick(m.Rand, append(mixKinds, "")...), pick(m.Rand, append(mixParts, "")...)}
			s := provenance.Signer{Name: letter, Key: keyOf(t, letter)}
			if r.kind != "" {
				s.Kinds = []string{r.kind}
			}
			if r.component != "" {
				s.Components = []string{r.component}
			}
			m.rules, trust.Signers = append(m.rules, r), append(trust.Signers, s)
		}
		for i := range 12 {
			m.add(fmt.Sprint("f", i))
		}
		docs := all(t, repo(t, m.files), Options{Boundary: mixParts, Trust: trust}, Entry{Path: "e/*"})
		if len(docs) < 12 {
			t.Errorf("seed %d: 12 files come to %d documents", seed, len(docs))
		}
		for _, d := range docs {
			signer, fault := m.should(d.Path, d.Kind, d.Component)
			got := string(d.Fault)
			if d.Problem == nil {
				got = "counts"
			}
			seen[got]++
			at := fmt.Sprintf("seed %d, %s:%d, %s of %s, policy %v", seed, d.Path, d.Line, d.Kind, d.Component, m.rules)
			switch {
			case d.Problem == nil && fault != "":
				t.Errorf("%s: counts, and is %s", at, fault)
			case d.Problem == nil && d.Signer != signer:
				t.Errorf("%s: by %q, and it is by %q", at, d.Signer, signer)
			case d.Problem != nil && (d.Signer != "" || d.Payload != nil):
				t.Errorf("%s: is refused, and %q speaks for it", at, d.Signer)
			case d.Problem != nil && !m.touched[d.Path] && d.Fault != fault:
				t.Errorf("%s: %s (%s), and should be %q", at, d.Fault, d.Problem.What, fault)
			}
			if d.Signer != "" {
				seen["signed"]++
			}
		}
	}
	for _, needed := range []string{"counts", "signed", "unsigned", "bad-signature", "malformed"} {
		if seen[needed] < 20 {
			t.Errorf("%d pieces came to %s: too few to show anything", seen[needed], needed)
		}
	}
}

// No byte of a signed piece of evidence can be changed, put in or taken out so
// that it still counts.
func TestNoByteOfSignedEvidenceCanChange(t *testing.T) {
	whole := envelope("web", "a")
	bundle := sign(t, "a", whole, provenance.Predicate{})
	trust := provenance.Policy{Signers: []provenance.Signer{{Name: "a", Key: keyOf(t, "a")}}}
	root := repo(t, map[string]string{"e/a.json": whole, "e/a.json" + provenance.Suffix: bundle})
	counts := func(text string) bool {
		if err := os.WriteFile(filepath.Join(root, "e", "a.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		docs := all(t, root, Options{Boundary: []string{"web"}, Trust: trust}, Entry{Path: "e/*"})
		return slices.ContainsFunc(docs, func(d evidence.Document) bool { return d.Problem == nil })
	}
	if !counts(whole) {
		t.Fatal("as it was signed it does not count")
	}
	for i := range whole {
		changed := []byte(whole)
		changed[i] ^= 1
		if counts(string(changed)) || counts(whole[:i]+" "+whole[i:]) || counts(whole[:i]+whole[i+1:]) {
			t.Errorf("byte %d is changed, and it counts", i)
		}
	}
	if counts(whole+"\n") || counts(base64.StdEncoding.EncodeToString([]byte(whole))) {
		t.Error("other bytes count")
	}
}
