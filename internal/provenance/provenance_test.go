package provenance

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/problem"
)

// keys are a key of each algorithm, made from fixed seeds.
func keys(t testing.TB) map[string]*Key {
	t.Helper()
	ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*Key{}
	for name, private := range map[string]any{"ed25519": ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32)), "ecdsa-p256": ec} {
		k, err := ReadPrivate(pemOf(t, "PRIVATE KEY", private), problem.Place{})
		if err != nil {
			t.Fatal(err)
		}
		if k.Algorithm() != name {
			t.Errorf("%s is %s", name, k.Algorithm())
		}
		out[name] = k
	}
	return out
}

func pemOf(t testing.TB, block string, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if block == "PUBLIC KEY" {
		der, err = x509.MarshalPKIXPublicKey(key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: block, Bytes: der})
}

func statement(text string) Statement {
	sum := sha256.Sum256([]byte(text))
	return Statement{Subjects: []Subject{{Name: "a.json", SHA256: hex.EncodeToString(sum[:])}}, Predicate: Predicate{Kinds: []string{"sbom"}}}
}

// What is signed is verified by the key's public part, and by no other; the same
// file and key give the same bytes.
func TestSignAndVerify(t *testing.T) {
	ctx := context.Background()
	all := keys(t)
	for name, k := range all {
		one, err := Sign(ctx, statement("evidence"), k)
		if err != nil {
			t.Fatal(err)
		}
		two, _ := Sign(ctx, statement("evidence"), k)
		if !bytes.Equal(one, two) {
			t.Errorf("%s: the same file gives two signatures", name)
		}
		public, err := ReadPublic(pemOf(t, "PUBLIC KEY", k.Public()), problem.Place{})
		if err != nil || public.ID() != k.ID() {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := ReadBundle(one)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !b.Names(sha256.Sum256([]byte("evidence"))) || b.Names(sha256.Sum256([]byte("evidenc"))) {
			t.Errorf("%s: names the wrong file", name)
		}
		if got, ok := b.SignedBy(ctx, []*Key{public}); !ok || got.ID() != k.ID() {
			t.Errorf("%s: its own signature is not good", name)
		}
		for other, o := range all {
			if _, ok := b.SignedBy(ctx, []*Key{o}); ok != (other == name) {
				t.Errorf("%s verified by %s: %v", name, other, ok)
			}
		}
		if _, err := public.Sign(ctx, nil); err == nil {
			t.Error("a public key signs")
		}
	}
}

// Whatever bit of a bundle is turned, it is not a good signature of the file any
// more, but where the bit carries nothing: the hint, white space, spelling.
func TestNoBitCanBeTurned(t *testing.T) {
	ctx := context.Background()
	k := keys(t)["ed25519"]
	whole, err := Sign(ctx, statement("evidence"), k)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("evidence"))
	ref, _ := ReadBundle(whole)
	payload, _ := ref.envelope.DecodeB64Payload()
	for i := range whole {
		for bit := range 8 {
			turned := bytes.Clone(whole)
			turned[i] ^= 1 << bit
			b, err := ReadBundle(turned)
			if err != nil {
				continue
			}
			if _, ok := b.SignedBy(ctx, []*Key{k}); !ok {
				continue
			}
			if got, _ := b.envelope.DecodeB64Payload(); !bytes.Equal(got, payload) || !b.Names(sum) {
				t.Fatalf("byte %d, bit %d: a changed statement is still signed", i, bit)
			}
		}
	}
}

// A bundle as sigstore's own tools write it is read: other spellings of the same.
func TestBundlesOfOthers(t *testing.T) {
	ctx := context.Background()
	k := keys(t)["ecdsa-p256"]
	whole, err := Sign(ctx, statement("evidence"), k)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(whole, &m); err != nil {
		t.Fatal(err)
	}
	material := m["verificationMaterial"].(map[string]any)
	material["tlogEntries"] = []any{map[string]any{"logIndex": "1"}}
	m["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2"
	for name, v := range map[string]any{"with a log entry": m, "the envelope by itself": m["dsseEnvelope"]} {
		text, _ := json.Marshal(v)
		b, err := ReadBundle(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, ok := b.SignedBy(ctx, []*Key{k}); !ok {
			t.Errorf("%s is not good", name)
		}
	}
	delete(material, "publicKey")
	material["certificate"] = map[string]any{"rawBytes": "AA=="}
	text, _ := json.Marshal(m)
	c := Policy{Signers: []Signer{{Name: "a", Key: keys(t)["ed25519"]}}}.Open(ctx, text, sha256.Sum256([]byte("evidence")))
	if !strings.Contains(c.Wrong, "certificate") {
		t.Errorf("a signer by certificate: %q", c.Wrong)
	}
}

func TestReadBundleRefuses(t *testing.T) {
	whole, err := Sign(context.Background(), statement("evidence"), keys(t)["ed25519"])
	if err != nil {
		t.Fatal(err)
	}
	swap := func(old, with string) string { return strings.Replace(string(whole), old, with, 1) }
	payload := func(text string) string {
		var m map[string]any
		_ = json.Unmarshal(whole, &m)
		m["dsseEnvelope"].(map[string]any)["payload"] = base64.StdEncoding.EncodeToString([]byte(text))
		out, _ := json.Marshal(m)
		return string(out)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":                              {"", "JSON"},
		"cut off":                              {string(whole[:len(whole)/2]), "JSON"},
		"two values":                           {string(whole) + "{}", "JSON"},
		"a key twice":                          {swap(`"mediaType"`, `"mediaType": "x", "mediaType"`), "JSON"},
		"a list":                               {"[]", "no sigstore bundle"},
		"another version":                      {swap("bundle.v0.3", "bundle.v9"), "version"},
		"a message signature":                  {`{"mediaType":"` + bundleType + `","messageSignature":{}}`, "without a statement is not supported: it needs"},
		"two kinds of content":                 {swap(`"dsseEnvelope"`, `"messageSignature":{},"dsseEnvelope"`), "without a statement"},
		"a statement that says something else": {payload(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/verification_summary/v1","subject":[{"name":"a","digest":{"sha256":"` + strings.Repeat("a", 64) + `"}}]}`), "of this type is not supported"},
		"another payload type":                 {swap(payloadType, "text/plain"), "statement"},
		"no base64":                            {swap(`"payload": "`, `"payload": "*`), "statement"},
		"two signatures":                       {swap(`"signatures": [`, `"signatures": [{"sig":"AA==","keyid":""},`), "one signature"},
		"a signature cut off":                  {signature(t, whole, "AA="), "no base64"},
		"an empty signature":                   {signature(t, whole, ""), "no base64"},
		"no signature":                         {payloadOnly(t, whole), "one signature"},
		"another statement":                    {payload(`{"_type":"https://in-toto.io/Statement/v0.1","subject":[]}`), "statement"},
		"a statement twice":                    {payload(`{"_type":"https://in-toto.io/Statement/v1","_type":"x"}`), "statement"},
		"no subject":                           {payload(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"` + PredicateType + `","subject":[]}`), "names no file"},
		"a subject by sha1":                    {payload(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"` + PredicateType + `","subject":[{"name":"a","digest":{"sha1":"aa"}}]}`), "names no file"},
		"a digest cut off":                     {payload(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"` + PredicateType + `","subject":[{"name":"a","digest":{"sha256":"aa"}}]}`), "names no file"},
		"an unknown member of our predicate":   {payload(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"` + PredicateType + `","subject":[{"name":"a","digest":{"sha256":"` + strings.Repeat("a", 64) + `"}}],"predicate":{"until":"2027"}}`), "statement"},
		"far too large":                        {strings.Repeat(" ", MaxBundle+1), "too large"},
	} {
		if _, err := ReadBundle([]byte(tc.text)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
	// As cosign attest-blob writes it.
	cosign := payload(`{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://cosign.sigstore.dev/attestation/v1","subject":[{"name":"a","digest":{"sha256":"` + strings.Repeat("a", 64) + `"}}],"predicate":{"Data":"x","Timestamp":"2026-11-20T00:00:00Z"}}`)
	if _, err := ReadBundle([]byte(cosign)); err != nil {
		t.Errorf("the older statement: %v", err)
	}
}

// signature is a bundle with another text for its signature.
func signature(t *testing.T, whole []byte, text string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(whole, &m); err != nil {
		t.Fatal(err)
	}
	m["dsseEnvelope"].(map[string]any)["signatures"] = []any{map[string]any{"sig": text}}
	out, _ := json.Marshal(m)
	return string(out)
}

func payloadOnly(t *testing.T, whole []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(whole, &m); err != nil {
		t.Fatal(err)
	}
	m["dsseEnvelope"].(map[string]any)["signatures"] = []any{}
	out, _ := json.Marshal(m)
	return string(out)
}

func TestKeysThatAreNone(t *testing.T) {
	weak, err := rsa.GenerateKey(zeroes{}, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), bytes.Repeat([]byte{7}, 48))
	if err != nil {
		t.Fatal(err)
	}
	good := pemOf(t, "PUBLIC KEY", keys(t)["ed25519"].Public())
	for name, tc := range map[string]struct {
		text []byte
		want string
	}{
		"nothing":       {nil, "no key in PEM"},
		"text":          {[]byte("patient"), "no key in PEM"},
		"two keys":      {append(bytes.Clone(good), good...), "more than one key"},
		"RSA":           {pemOf(t, "PUBLIC KEY", &weak.PublicKey), "algorithm"},
		"another curve": {pemOf(t, "PUBLIC KEY", &other.PublicKey), "curve"},
		"a private one": {pemOf(t, "PRIVATE KEY", ed25519.NewKeyFromSeed(make([]byte, 32))), "another type"},
		"garbage":       {pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("patient")}), "cannot be read"},
		"far too large": {bytes.Repeat([]byte("x"), MaxKey+1), "too large"},
	} {
		_, err := ReadPublic(tc.text, problem.Place{Path: "k.pub"})
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "patient") {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
	locked := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")})
	if _, err := ReadPrivate(locked, problem.Place{}); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("a key with a password: %v", err)
	}
	if _, err := ReadPrivate(good, problem.Place{}); err == nil {
		t.Error("a public key was read as a private one")
	}
}

// zeroes is no randomness: RSA keys of a test need none.
type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return len(b), nil
}

func TestVerifyAFile(t *testing.T) {
	ctx, k := context.Background(), keys(t)["ed25519"]
	path := filepath.Join(t.TempDir(), "poam.json")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "{}")
	if _, err := Verify(ctx, path, []*Key{k}); err == nil || !strings.Contains(err.Error(), "there is no signature") {
		t.Errorf("unsigned: %v", err)
	}
	b, err := File(ctx, path, Predicate{}, k)
	if err != nil {
		t.Fatal(err)
	}
	write(path+Suffix, string(b))
	if _, err := Verify(ctx, path, []*Key{k}); err != nil {
		t.Errorf("signed: %v", err)
	}
	write(path, "{ }")
	if _, err := Verify(ctx, path, []*Key{k}); err == nil || !strings.Contains(err.Error(), "not what was signed") {
		t.Errorf("changed: %v", err)
	}
	if _, err := File(ctx, filepath.Dir(path), Predicate{}, k); err == nil {
		t.Error("a directory was signed")
	}
}

// Who speaks for a file that is no evidence: a signer of that name, and none whose
// word is for some components only.
func TestSpoken(t *testing.T) {
	ctx, all := context.Background(), keys(t)
	a, b := all["ed25519"], all["ecdsa-p256"]
	p := Policy{Signers: []Signer{
		{Name: "cloud", Key: a, Kinds: []string{"results"}},
		{Name: "web", Key: b, Components: []string{"web"}},
		{Name: "sbom", Key: b, Kinds: []string{"sbom"}},
		{Name: "all", Key: b},
	}}
	check := func(key *Key, said ...string) *Check {
		st := statement("evidence")
		st.Predicate.Kinds = said
		text, err := Sign(ctx, st, key)
		if err != nil {
			t.Fatal(err)
		}
		return p.Open(ctx, text, sha256.Sum256([]byte("evidence")))
	}
	for _, row := range []struct {
		name, signer string
		check        *Check
		good         bool
	}{
		{"who may", "cloud", check(a), true},
		{"who may, and says of what", "cloud", check(a, "results"), true},
		{"who may speak for everything", "all", check(b), true},
		{"another key", "cloud", check(b), false},
		{"another name of the key", "sbom", check(b), false},
		{"for components only", "web", check(b), false},
		{"for something else", "cloud", check(a, "sbom"), false},
		{"other bytes", "cloud", p.Open(ctx, nil, [32]byte{}), false},
	} {
		if got := p.Spoken(row.check, row.signer, "results"); (got == "") != row.good {
			t.Errorf("%s: %q", row.name, got)
		}
	}
}

// A bundle that is accepted says of which bytes it is, and one that nobody signed
// is never believed.
func FuzzReadBundle(f *testing.F) {
	k := keys(f)["ed25519"]
	whole, err := Sign(context.Background(), statement("evidence"), k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AA=="}]}`))
	stranger := keys(f)["ecdsa-p256"]
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ReadBundle(text)
		if err != nil {
			return
		}
		if len(b.Statement().Subjects) == 0 {
			t.Fatal("a statement about nothing")
		}
		if _, ok := b.SignedBy(context.Background(), []*Key{stranger}); ok {
			t.Fatal("signed by a key that signed nothing")
		}
	})
}
