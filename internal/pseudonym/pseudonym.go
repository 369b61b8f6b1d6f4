// Package pseudonym puts names in the place of ids of persons, so that a view can
// be passed on. Who has the key, or the ids, can tell which name is whose; who has
// neither cannot.
package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Prefix begins every pseudonym.
const Prefix = "person-"

// digits of a pseudonym: 48 bits, so that the odds that two of 10,000 people share
// one are one to five million.
const digits = 12

// Namer gives pseudonyms by one key. Nil shows ids as they are.
type Namer struct{ key []byte }

// New gives a namer by a key. Without one the key is made of the system's id:
// names are stable, and anybody who knows the system's id can try ids out.
func New(key []byte, system string) *Namer {
	if len(key) == 0 {
		key = []byte("assay pseudonyms of system " + system)
	}
	sum := sha256.Sum256(key)
	return &Namer{sum[:]}
}

// Of gives the pseudonym of an id.
func (n *Namer) Of(id string) string {
	if n == nil {
		return id
	}
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte(id))
	return Prefix + hex.EncodeToString(mac.Sum(nil))[:digits]
}

// Is says whether a text is formed as a pseudonym.
func Is(text string) bool {
	rest, ok := strings.CutPrefix(text, Prefix)
	return ok && len(rest) == digits && strings.Trim(rest, "0123456789abcdef") == ""
}

// Subject names a subject as Subject.Name does, with the pseudonym of its own id
// where that may be a person's. An asset is none.
func (n *Namer) Subject(s assessment.Subject, personal bool) string {
	if n == nil || !personal || s.ID == s.Asset {
		return s.Name()
	}
	s.ID = n.Of(s.ID)
	return s.Name()
}
