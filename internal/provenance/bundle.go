package provenance

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// The types of what is written. Source: in-toto attestation framework v1;
// sigstore protobuf-specs, bundle v0.3.
const (
	bundleType    = "application/vnd.dev.sigstore.bundle.v0.3+json"
	statementType = "https://in-toto.io/Statement/v1"
	// olderType is what cosign attest-blob writes; the two differ in nothing that is
	// read here.
	olderType     = "https://in-toto.io/Statement/v0.1"
	payloadType   = "application/vnd.in-toto+json"
	PredicateType = "https://assay-compliance.dev/provenance/v1"
)

// vouching are the predicate types with which a signer says that a file is from
// him. Statements of other types may say anything of it, that it failed among
// them: they are read and not believed.
//
// Source: slsa.dev/spec/v1.0/provenance; cosign's default of attest-blob.
var vouching = []string{
	PredicateType,
	"https://slsa.dev/provenance/v1",
	"https://slsa.dev/provenance/v0.2",
	"https://cosign.sigstore.dev/attestation/v1",
}

// Suffix is what the name of a bundle adds to that of its file.
const Suffix = evidence.SignatureSuffix

// MaxBundle is the most that a bundle may hold, in bytes.
const MaxBundle = 4 << 20

// maxSubjects bounds how many files one statement may speak of.
const maxSubjects = 10_000

// Statement says of files, by name and digest, what a signer says of them.
type Statement struct {
	Subjects      []Subject
	PredicateType string
	Predicate     Predicate // of our own type; empty for others'
}

// Subject is one file.
type Subject struct {
	Name   string
	SHA256 string // lower-case hex
}

// Predicate is what our own statements say beside the digest. What is empty is
// not said.
type Predicate struct {
	Kinds      []string `json:"kinds,omitempty"`
	Components []string `json:"components,omitempty"`
	Collector  string   `json:"collector,omitempty"`
	Collected  string   `json:"collected,omitempty"`
}

// statementFile is a statement as in-toto writes it.
type statementFile struct {
	Type          string         `json:"_type"`
	Subject       []subjectFile  `json:"subject"`
	PredicateType string         `json:"predicateType"`
	Predicate     jsontext.Value `json:"predicate,omitzero"`
}

type subjectFile struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

// bundleFile is a sigstore bundle, as far as it is looked at.
type bundleFile struct {
	MediaType string         `json:"mediaType"`
	Material  materialFile   `json:"verificationMaterial"`
	DSSE      *dsse.Envelope `json:"dsseEnvelope,omitempty"`
	Message   *struct{}      `json:"messageSignature,omitempty"`
}

type materialFile struct {
	PublicKey *hintFile `json:"publicKey,omitempty"`
	// Of signers by certificate. They are read so that one can say so; only a
	// key of the trust policy is believed.
	Certificate *struct{} `json:"certificate,omitempty"`
	Chain       *struct{} `json:"x509CertificateChain,omitempty"`
}

type hintFile struct {
	Hint string `json:"hint,omitempty"`
}

// Sign writes a bundle over a statement. The same statement and key give the
// same bytes.
func Sign(ctx context.Context, st Statement, key *Key) ([]byte, error) {
	file := statementFile{Type: statementType, PredicateType: PredicateType}
	for _, s := range st.Subjects {
		file.Subject = append(file.Subject, subjectFile{s.Name, map[string]string{"sha256": s.SHA256}})
	}
	var err error
	if file.Predicate, err = json.Marshal(st.Predicate); err != nil {
		return nil, err
	}
	payload, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	signer, err := dsse.NewEnvelopeSigner(key)
	if err != nil {
		return nil, err
	}
	e, err := signer.SignPayload(ctx, payloadType, payload)
	if err != nil {
		return nil, err
	}
	e.Signatures[0].KeyID = "" // the hint names the key; a bundle has no other place for it
	out, err := json.Marshal(bundleFile{MediaType: bundleType, Material: materialFile{PublicKey: &hintFile{key.ID()}}, DSSE: e}, jsontext.WithIndent("  "))
	return append(out, '\n'), err
}

// Bundle is a bundle that was read and not yet believed.
type Bundle struct {
	envelope    dsse.Envelope
	statement   Statement
	hint        string
	certificate bool
}

// Errors of reading a bundle. They hold nothing of it.
var (
	errLarge      = errors.New("the bundle is too large")
	errTruncated  = errors.New("the bundle cannot be read as JSON")
	errShape      = errors.New("the file is no sigstore bundle or DSSE envelope")
	errVersion    = errors.New("the bundle is of a version that is not supported")
	errPayload    = errors.New("the bundle holds no in-toto statement of version 1")
	errMessage    = errors.New("a signature without a statement is not supported: it needs an in-toto statement, as assay evidence sign or cosign attest-blob write it")
	errType       = errors.New("a statement of this type is not supported: it needs one that says where the file comes from")
	errSignatures = errors.New("the bundle has not exactly one signature")
	errNoBase64   = errors.New("the signature of the bundle is no base64")
	errSubjects   = errors.New("the statement names no file with a sha256, or too many")
)

// ReadBundle reads a sigstore bundle of version 0.1 to 0.3, or a DSSE envelope by
// itself, with an in-toto statement of version 1. It believes nothing of it. The
// error holds nothing of the text.
func ReadBundle(text []byte) (*Bundle, error) {
	if len(text) > MaxBundle {
		return nil, errLarge
	}
	// Names are compared to the letter, and one that comes twice is refused: two
	// readers must not read two statements.
	var f bundleFile
	if err := json.Unmarshal(text, &f); err != nil {
		if !jsontext.Value(text).IsValid() {
			return nil, errTruncated
		}
		return nil, errShape
	}
	b := &Bundle{certificate: f.Material.Certificate != nil || f.Material.Chain != nil}
	switch {
	case f.Message != nil:
		return nil, errMessage
	case f.MediaType == "" && f.DSSE == nil:
		if err := json.Unmarshal(text, &b.envelope); err != nil {
			return nil, errShape
		}
	case f.DSSE == nil:
		return nil, errPayload
	case !supported(f.MediaType):
		return nil, errVersion
	default:
		b.envelope = *f.DSSE
		if f.Material.PublicKey != nil {
			b.hint = f.Material.PublicKey.Hint
		}
	}
	return b, b.open()
}

// IsBundle says whether a text is a bundle by its type, good or not.
func IsBundle(text []byte) bool {
	var f struct {
		MediaType string `json:"mediaType"`
	}
	return len(text) <= MaxBundle && json.Unmarshal(text, &f) == nil && strings.HasPrefix(f.MediaType, "application/vnd.dev.sigstore.bundle")
}

func supported(mediaType string) bool {
	return slices.Contains([]string{
		bundleType,
		"application/vnd.dev.sigstore.bundle+json;version=0.3",
		"application/vnd.dev.sigstore.bundle+json;version=0.2",
		"application/vnd.dev.sigstore.bundle+json;version=0.1",
	}, mediaType)
}

// open reads the statement.
func (b *Bundle) open() error {
	if b.envelope.PayloadType != payloadType {
		return errPayload
	}
	if len(b.envelope.Signatures) != 1 {
		return errSignatures
	}
	// Without a policy nobody verifies it; that it could be one is seen all the same.
	if !isBase64(b.envelope.Signatures[0].Sig) {
		return errNoBase64
	}
	payload, err := b.envelope.DecodeB64Payload()
	if err != nil {
		return errPayload
	}
	var f statementFile
	if err := json.Unmarshal(payload, &f); err != nil || f.Type != statementType && f.Type != olderType {
		return errPayload
	}
	if len(f.Subject) == 0 || len(f.Subject) > maxSubjects {
		return errSubjects
	}
	if !slices.Contains(vouching, f.PredicateType) {
		return errType
	}
	b.statement.PredicateType = f.PredicateType
	for _, s := range f.Subject {
		sum := s.Digest["sha256"]
		if raw, err := hex.DecodeString(sum); err != nil || len(raw) != 32 || sum != strings.ToLower(sum) {
			return errSubjects
		}
		b.statement.Subjects = append(b.statement.Subjects, Subject{s.Name, sum})
	}
	if f.PredicateType == PredicateType && len(f.Predicate) > 0 && json.Unmarshal(f.Predicate, &b.statement.Predicate, json.RejectUnknownMembers(true)) != nil {
		return errPayload
	}
	return nil
}

// isBase64 says whether a text is bytes in one of the two alphabets that DSSE
// allows.
func isBase64(text string) bool {
	for _, alphabet := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		if b, err := alphabet.DecodeString(text); err == nil && len(b) > 0 {
			return true
		}
	}
	return false
}

// Names says whether the statement speaks of a file with these bytes. The name is
// not compared: files move, their bytes do not.
func (b *Bundle) Names(digest [32]byte) bool {
	sum := hex.EncodeToString(digest[:])
	return slices.ContainsFunc(b.statement.Subjects, func(s Subject) bool { return s.SHA256 == sum })
}

// Statement is what the bundle says, believed or not.
func (b *Bundle) Statement() Statement { return b.statement }

// SignedBy says whether one of the keys signed the bundle, and which.
func (b *Bundle) SignedBy(ctx context.Context, keys []*Key) (*Key, bool) {
	for _, k := range keys {
		v, err := dsse.NewEnvelopeVerifier(k)
		if err != nil {
			continue
		}
		e := b.envelope
		e.Signatures = slices.Clone(e.Signatures)
		e.Signatures[0].KeyID = "" // a hint of the signer is no reason not to look
		if accepted, err := v.Verify(ctx, &e); err == nil && len(accepted) == 1 {
			return k, true
		}
	}
	return nil, false
}

// Says is what is wrong with the predicate for a piece of evidence; "" where it
// agrees, or does not speak of it. What a signer says of the kind, the component
// or the time binds him.
func (p Predicate) Says(kind, component string, collected time.Time) string {
	switch {
	case len(p.Kinds) > 0 && !slices.Contains(p.Kinds, kind):
		return "the signature is for other kinds of evidence"
	case len(p.Components) > 0 && !slices.Contains(p.Components, component):
		return "the signature is for another component"
	}
	if p.Collected == "" {
		return ""
	}
	if at, err := time.Parse(time.RFC3339, p.Collected); err != nil || !at.Equal(collected) {
		return "the signature is for another time of collection"
	}
	return ""
}

// Fault is a *problem.Problem of why a bundle cannot be read.
func Fault(path string, err error) *problem.Problem {
	return problem.New(problem.Place{Path: path}, err.Error(), "sign the file again: assay evidence sign FILE --key KEY")
}
