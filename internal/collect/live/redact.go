package live

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
)

// redactor removes what the rules of a collector name, and the collector's own
// credentials, before anything is hashed or written.
type redactor struct {
	*redact.Redactor
	vault   *vault
	secrets int
}

// newRedactor makes the rules of a collector. A pattern is named by its place:
// it may be what it is to hide.
func newRedactor(rules []config.Redaction, v *vault) *redactor {
	list := make([]redact.Rule, len(rules))
	for i, rule := range rules {
		if rule.Pointer.Set() {
			list[i] = redact.Rule{Name: rule.Pointer.Value, Pointer: rule.Pointer.Value}
			continue
		}
		list[i] = redact.Rule{Name: "redact/" + strconv.Itoa(i), Pattern: regexp.MustCompile(rule.Pattern.Value)}
	}
	return &redactor{Redactor: redact.New(list), vault: v}
}

// removed tells what the rules removed; every rule, also where it found nothing.
func (r *redactor) removed() []redact.Removal {
	out := r.Removed()
	if r.secrets > 0 {
		out = append(out, redact.Removal{Rule: "credentials of the collector", Count: r.secrets})
	}
	return out
}

// apply gives what was served without what is to be removed; the bytes as they
// were where nothing is.
func (r *redactor) apply(b []byte, isJSON bool) ([]byte, error) {
	b, n := r.vault.scrub(b)
	r.secrets += n
	// What is escaped is another text and says the same.
	if rule := r.vault.rule(); rule != nil && isJSON && bytes.IndexByte(b, '\\') >= 0 {
		own := redact.New([]redact.Rule{*rule})
		out, err := own.JSON(b)
		if err != nil {
			return nil, notJSON()
		}
		if n := own.Removed()[0].Count; n > 0 {
			b, r.secrets = out, r.secrets+n
		}
	}
	switch {
	case r.Empty():
		return b, nil
	case isJSON:
		out, err := r.JSON(b)
		if err != nil {
			return nil, notJSON()
		}
		return out, nil
	case r.Pointers():
		return nil, failure(evidence.NotUnderstood, "use patterns, or have it served as JSON", "a redaction by pointer needs JSON, and this is none")
	}
	return r.Text(b), nil
}

func notJSON() *Failure {
	return failure(evidence.NotUnderstood, "see that the address gives what the collector asks for", "the answer is no JSON")
}
