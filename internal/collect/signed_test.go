package collect

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// keyOf is a key made from a seed of one letter.
func keyOf(t testing.TB, letter string) *provenance.Key {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(letter, ed25519.SeedSize)))
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	k, err := provenance.ReadPrivate(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), problem.Place{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sign signs a text as a key does.
func sign(t testing.TB, letter, text string, p provenance.Predicate) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	b, err := provenance.Sign(context.Background(), provenance.Statement{
		Subjects: []provenance.Subject{{Name: "f", SHA256: hex.EncodeToString(sum[:])}}, Predicate: p,
	}, keyOf(t, letter))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Who may speak for evidence, and what becomes of it otherwise.
func TestWhoSpeaksForAFile(t *testing.T) {
	one := envelope("web", "a")
	other := envelope("db", "a")
	report := `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]}`
	none := provenance.Predicate{}
	trust := provenance.Policy{Signers: []provenance.Signer{
		{Name: "scanner", Key: keyOf(t, "s"), Kinds: []string{"iam-accounts"}, Components: []string{"web"}},
		{Name: "builder", Key: keyOf(t, "b"), Kinds: []string{"sbom"}},
	}}
	for _, tc := range []struct {
		name   string
		file   string
		text   string
		bundle string
		trust  provenance.Policy
		want   string
	}{
		{"signed by who may", "e.json", one, sign(t, "s", one, none), trust, "scanner"},
		{"signed, with what it is", "e.json", one, sign(t, "s", one, provenance.Predicate{Kinds: []string{"iam-accounts"}, Components: []string{"web"}, Collected: "2026-11-18T00:00:00Z"}), trust, "scanner"},
		{"not signed", "e.json", one, "", trust, "unsigned: it is not signed"},
		{"not signed, and nobody asks", "e.json", other, "", trust, ""},
		{"not signed, without a policy", "e.json", one, "", provenance.Policy{}, ""},
		{"signed by who may speak for something else", "e.json", one, sign(t, "b", one, none), trust, "unsigned: it is signed by builder, who may not speak"},
		{"signed by a stranger", "e.json", one, sign(t, "x", one, none), trust, "bad-signature: it is signed by nobody"},
		{"signed by a stranger where nobody asks", "e.json", other, sign(t, "x", other, none), trust, "bad-signature: it is signed by nobody"},
		{"signed by one of the policy where nobody asks", "e.json", other, sign(t, "b", other, none), trust, "builder"},
		{"signed, and changed since", "e.json", one, sign(t, "s", other, none), trust, "bad-signature: the signature beside it is for other bytes"},
		{"changed since, without a policy", "e.json", one, sign(t, "s", other, none), provenance.Policy{}, "bad-signature: the signature beside it is for other bytes"},
		{"signed, without a policy", "e.json", one, sign(t, "s", one, none), provenance.Policy{}, ""},
		{"signed for another kind", "e.json", one, sign(t, "s", one, provenance.Predicate{Kinds: []string{"sbom"}}), trust, "bad-signature: the signature is for other kinds"},
		{"signed for another component", "e.json", one, sign(t, "s", one, provenance.Predicate{Components: []string{"db"}}), trust, "bad-signature: the signature is for another component"},
		{"signed for another time", "e.json", one, sign(t, "s", one, provenance.Predicate{Collected: "2026-11-19T00:00:00Z"}), trust, "bad-signature: the signature is for another time"},
		{"no bundle at all", "e.json", one, "{}", trust, "bad-signature: the bundle holds no"},
		{"a bundle cut off", "e.json", one, sign(t, "s", one, none)[:100], trust, "bad-signature: the bundle cannot be read"},
		{"lines, signed", "e.jsonl", one + "\n" + one, sign(t, "s", one+"\n"+one, none), trust, "scanner scanner"},
		{"lines, changed since", "e.jsonl", one + "\n" + one, sign(t, "s", one+"\n", none), trust, "bad-signature: the signature beside it is for other bytes bad-signature: the signature beside it is for other bytes"},
		{"lines, not signed", "e.jsonl", one + "\n" + other, "", trust, "unsigned: it is not signed, and the trust policy asks for a signature "},
		{"an export, signed", "e.json", report, sign(t, "b", report, none), trust, "builder"},
		{"an export, not signed", "e.json", report, "", trust, "unsigned: it is not signed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := map[string]string{"e/" + tc.file: tc.text}
			if tc.bundle != "" {
				files["e/"+tc.file+provenance.Suffix] = tc.bundle
			}
			entry := Entry{Path: "e/*"}
			if tc.text == report {
				entry.Component = "web"
			}
			docs := all(t, repo(t, files), Options{Boundary: []string{"web", "db"}, Trust: tc.trust}, entry)
			var got []string
			for _, d := range docs {
				if d.Problem == nil {
					got = append(got, d.Signer)
					continue
				}
				got = append(got, fmt.Sprint(d.Fault, ": ", d.Problem.What))
				if d.Payload != nil || d.Signer != "" {
					t.Errorf("%+v", d)
				}
			}
			if text := strings.Join(got, " "); !strings.HasPrefix(text, tc.want) || tc.want == "" && text != "" {
				t.Errorf("got  %s\nwant %s", text, tc.want)
			}
		})
	}
}

// A signature whose file is gone says that evidence is.
func TestASignatureWithoutItsFile(t *testing.T) {
	one := envelope("web", "a")
	root := repo(t, map[string]string{"e/a.json": one, "e/b.json.sigstore.json": sign(t, "s", one, provenance.Predicate{})})
	docs := all(t, root, Options{Boundary: []string{"web"}}, Entry{Path: "e/*"})
	if len(docs) != 2 || docs[1].Problem == nil || !strings.Contains(docs[1].Problem.What, "the file that it is for is not there") || docs[1].Kind != "" {
		t.Errorf("%+v", docs)
	}
}

// What is no file, and what cannot be read, is no signature.
func TestABundleThatIsNone(t *testing.T) {
	root := repo(t, map[string]string{"e/a.json": envelope("web", "a")})
	if err := os.Mkdir(filepath.Join(root, "e", "a.json.sigstore.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	docs := all(t, root, Options{Boundary: []string{"web"}}, Entry{Path: "e/*.json"})
	for _, d := range docs {
		if d.Problem == nil {
			t.Errorf("%s counts beside a bundle that cannot be read", d.Path)
		}
	}
}

// A bundle in the place of evidence is told from an export of a tool that nobody
// knows: it is a file under the wrong name.
func TestABundleInThePlaceOfEvidence(t *testing.T) {
	bundle := sign(t, "s", envelope("web", "a"), provenance.Predicate{})
	for name, tc := range map[string]struct{ text, want string }{
		"a bundle":           {bundle, "the file is a signature"},
		"of another version": {strings.Replace(bundle, "bundle.v0.3", "bundle.v0.9", 1), "the file is a signature"},
		"cut off":            {bundle[:len(bundle)/2], "the text ends"},
		"something else":     {`{"mediaType":"application/json"}`, "is not recognised"},
	} {
		docs := all(t, repo(t, map[string]string{"e/a.json": tc.text}), Options{Boundary: []string{"web"}}, Entry{Path: "e/*"})
		if len(docs) != 1 || docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, tc.want) {
			t.Errorf("%s: %+v", name, docs)
		}
	}
}
