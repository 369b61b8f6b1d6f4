package store

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"golang.org/x/mod/sumdb/note"
)

// algEd25519 is the algorithm of a note's key, in its hash.
const algEd25519 = 1

// Signer signs checkpoints, or verifies them where it has the public part only.
// It is an Ed25519 key under the log's name, as signed notes have it.
type Signer struct {
	name    string
	public  ed25519.PublicKey
	private ed25519.PrivateKey
}

// NewSigner makes a signer of checkpoints of a system's store. private may be
// nil, and the signer then verifies.
func NewSigner(system string, public ed25519.PublicKey, private ed25519.PrivateKey) *Signer {
	return &Signer{name: originPrefix + system, public: public, private: private}
}

// Name is the name of the log.
func (s *Signer) Name() string { return s.name }

// KeyHash tells keys of a name apart.
//
// Source: golang.org/x/mod/sumdb/note, "Verifying Notes".
func (s *Signer) KeyHash() uint32 {
	h := sha256.New()
	h.Write([]byte(s.name + "\n"))
	h.Write([]byte{algEd25519})
	h.Write(s.public)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// Sign signs the text of a note.
func (s *Signer) Sign(msg []byte) ([]byte, error) {
	if s.private == nil {
		return nil, errors.New("a public key cannot sign")
	}
	return ed25519.Sign(s.private, msg), nil
}

// Verify says whether sig is a signature of the text of a note.
func (s *Signer) Verify(msg, sig []byte) bool { return ed25519.Verify(s.public, msg, sig) }

func (s *Signer) sign(text string) (string, error) {
	out, err := note.Sign(&note.Note{Text: text}, s)
	return string(out), err
}

// good says whether a checkpoint has a signature of the signer.
func (s *Signer) good(c Checkpoint) bool {
	n, err := note.Open([]byte(c.Text), note.VerifierList(s))
	return err == nil && len(n.Sigs) == 1
}
