// Package provenance says who speaks for a file: it signs files and checks
// signatures, as in-toto statements in DSSE envelopes inside sigstore bundles. A
// bundle stands beside its file, under the file's name with .sigstore.json at its
// end. Everything is offline: a key of the trust policy is the only root.
package provenance

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"

	"github.com/assay-compliance/assay/internal/problem"
)

// MaxKey is the most that a file with a key may hold, in bytes.
const MaxKey = 64 << 10

// Key is a public key, or a private one where it signs.
type Key struct {
	id      string // base64 of the sha256 of the public key in PKIX form
	public  crypto.PublicKey
	private crypto.Signer
}

// ID names the key: the sha256 of its public part in PKIX form, in base64. It is
// the hint of the bundles that it signs.
func (k *Key) ID() string { return k.id }

// Algorithm is ed25519 or ecdsa-p256.
func (k *Key) Algorithm() string {
	if _, ok := k.public.(ed25519.PublicKey); ok {
		return "ed25519"
	}
	return "ecdsa-p256"
}

// ReadPublic reads a public key in PEM, PKIX form. The error is a *problem.Problem
// at place and holds nothing of the key.
func ReadPublic(text []byte, place problem.Place) (*Key, error) {
	block, err := onlyBlock(text, place)
	if err != nil {
		return nil, err
	}
	if block.Type != "PUBLIC KEY" {
		return nil, problem.New(place, "is no public key: its PEM block is of another type", "give a block of type PUBLIC KEY; openssl pkey -in private.pem -pubout makes one")
	}
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, problem.New(place, "the public key cannot be read", "make it again with openssl pkey -in private.pem -pubout")
	}
	return newKey(public, nil, place)
}

// ReadPrivate reads a private key in PEM, PKCS #8 form, without password.
func ReadPrivate(text []byte, place problem.Place) (*Key, error) {
	block, err := onlyBlock(text, place)
	if err != nil {
		return nil, err
	}
	switch block.Type {
	case "PRIVATE KEY":
	case "ENCRYPTED PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY":
		return nil, problem.New(place, "the private key has a password, which is not supported", "take the password off with openssl pkcs8 -in KEY -out NEW, and keep it in a secret store that hands it over in an environment variable; or sign with cosign, whose attest-blob writes bundles that are read here")
	default:
		return nil, problem.New(place, "is no private key: its PEM block is of another type", "give PKCS #8: openssl genpkey -algorithm ed25519, or openssl pkcs8 -topk8 -nocrypt")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, problem.New(place, "the private key cannot be read", "make it again with openssl genpkey -algorithm ed25519")
	}
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, problem.New(place, "the private key cannot sign", "make one with openssl genpkey -algorithm ed25519")
	}
	return newKey(signer.Public(), signer, place)
}

// onlyBlock is the one PEM block of a text.
func onlyBlock(text []byte, place problem.Place) (*pem.Block, error) {
	if len(text) > MaxKey {
		return nil, problem.New(place, "is too large for a key", "give the file of one key in PEM form")
	}
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return nil, problem.New(place, "holds no key in PEM form", "it begins with -----BEGIN PUBLIC KEY----- or -----BEGIN PRIVATE KEY-----")
	case len(rest) > 0:
		if more, _ := pem.Decode(rest); more != nil {
			return nil, problem.New(place, "holds more than one key", "keep one key in each file")
		}
	}
	return block, nil
}

func newKey(public crypto.PublicKey, private crypto.Signer, place problem.Place) (*Key, error) {
	switch p := public.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if p.Curve != elliptic.P256() {
			return nil, problem.New(place, "the key is of a curve that is not supported", "use Ed25519 or ECDSA P-256")
		}
	default:
		return nil, problem.New(place, "the key is of an algorithm that is not supported", "use Ed25519 or ECDSA P-256")
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, problem.New(place, "the key cannot be read", "")
	}
	sum := sha256.Sum256(der)
	return &Key{id: base64.StdEncoding.EncodeToString(sum[:]), public: public, private: private}, nil
}

// The methods below make a Key a Signer and a Verifier of go-securesystemslib.

// KeyID is ID.
func (k *Key) KeyID() (string, error) { return k.id, nil }

// Public is the public part.
func (k *Key) Public() crypto.PublicKey { return k.public }

// Sign signs data: Ed25519 over it, ECDSA over its sha256 in ASN.1 form. The same
// data and key give the same signature (RFC 8032, RFC 6979).
func (k *Key) Sign(_ context.Context, data []byte) ([]byte, error) {
	if k.private == nil {
		return nil, errors.New("a public key cannot sign")
	}
	if _, ok := k.public.(ed25519.PublicKey); ok {
		return k.private.Sign(nil, data, crypto.Hash(0))
	}
	sum := sha256.Sum256(data)
	return k.private.Sign(nil, sum[:], crypto.SHA256)
}

var errSignature = errors.New("the signature is not of this key")

// Verify is nil where sig is a signature of data by the key.
func (k *Key) Verify(_ context.Context, data, sig []byte) error {
	ok := false
	switch p := k.public.(type) {
	case ed25519.PublicKey:
		ok = ed25519.Verify(p, data, sig)
	case *ecdsa.PublicKey:
		sum := sha256.Sum256(data)
		ok = ecdsa.VerifyASN1(p, sum[:], sig)
	}
	if !ok {
		return errSignature
	}
	return nil
}

// Ed25519 is the key as crypto/ed25519 has it; ok is false for another algorithm.
// private is nil of a public key.
func (k *Key) Ed25519() (public ed25519.PublicKey, private ed25519.PrivateKey, ok bool) {
	public, ok = k.public.(ed25519.PublicKey)
	private, _ = k.private.(ed25519.PrivateKey)
	return public, private, ok
}
