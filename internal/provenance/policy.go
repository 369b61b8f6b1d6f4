package provenance

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Policy says who may speak for which evidence. The zero value asks for no
// signature and believes none.
type Policy struct{ Signers []Signer }

// Signer is a key with what it may speak for. No kinds: every kind; no
// components: every component.
type Signer struct {
	Name       string
	Key        *Key
	Kinds      []string
	Components []string
}

// May says whether the signer may speak for evidence.
func (s Signer) May(kind, component string) bool {
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, kind)) &&
		(len(s.Components) == 0 || slices.Contains(s.Components, component))
}

// Asks says whether evidence needs a signature: where some signer may speak for
// it, nobody else may.
func (p Policy) Asks(kind, component string) bool {
	return slices.ContainsFunc(p.Signers, func(s Signer) bool { return s.May(kind, component) })
}

// Keys lists the keys, each once.
func (p Policy) Keys() []*Key {
	var out []*Key
	for _, s := range p.Signers {
		if !slices.ContainsFunc(out, func(k *Key) bool { return k.ID() == s.Key.ID() }) {
			out = append(out, s.Key)
		}
	}
	return out
}

// Check is what a signature beside a file is worth.
type Check struct {
	// Wrong says why the signature is none for the file; empty where it is one, or
	// where nobody can tell because the policy has no key.
	Wrong  string
	Remedy string
	bundle *Bundle
	key    *Key // that signed; nil where there is no policy
}

// Open checks a bundle beside a file whose bytes have this digest.
func (p Policy) Open(ctx context.Context, text []byte, digest [32]byte) *Check {
	const again = "sign it again: assay evidence sign"
	b, err := ReadBundle(text)
	if err != nil {
		return &Check{Wrong: err.Error(), Remedy: again}
	}
	c := &Check{bundle: b}
	if !b.Names(digest) {
		c.Wrong, c.Remedy = "the signature beside it is for other bytes", "it was changed after it was signed: collect it again, or sign what it is now"
		return c
	}
	keys := p.Keys()
	if len(keys) == 0 {
		return c
	}
	key, ok := b.SignedBy(ctx, keys)
	switch {
	case !ok && b.certificate:
		c.Wrong, c.Remedy = "a signature by a certificate is not supported: it needs a root of trust, and the trust policy has keys only", "sign it with a key that `trust:` names"
	case !ok:
		c.Wrong, c.Remedy = "it is signed by nobody that the trust policy knows", "sign it with a key that `trust:` names, or add the signer there"
	}
	c.key = key
	return c
}

// Verdict is what is wrong with the provenance of a piece of evidence: nothing
// where both texts are empty. Bad is set for a signature that is wrong, and not
// for one that is missing or of somebody who may not speak for it.
type Verdict struct {
	Signer string
	What   string
	Remedy string
	Bad    bool
}

// Judge says who speaks for a piece of evidence of a file, whose signature is
// check; nil where there is none.
func (p Policy) Judge(check *Check, kind, component string, collected time.Time) Verdict {
	asks := p.Asks(kind, component)
	switch {
	case check == nil && asks:
		return Verdict{What: "it is not signed, and the trust policy asks for a signature", Remedy: "sign it as " + p.who(kind, component) + ": assay evidence sign"}
	case check == nil:
		return Verdict{}
	case check.Wrong != "":
		return Verdict{What: check.Wrong, Remedy: check.Remedy, Bad: true}
	}
	if what := check.bundle.statement.Predicate.Says(kind, component, collected); what != "" {
		return Verdict{What: what, Remedy: "sign it again, for what it is", Bad: true}
	}
	if check.key == nil {
		return Verdict{}
	}
	first := ""
	for _, s := range p.Signers {
		if s.Key.ID() != check.key.ID() {
			continue
		}
		if s.May(kind, component) {
			return Verdict{Signer: s.Name}
		}
		if first == "" {
			first = s.Name
		}
	}
	if asks {
		return Verdict{What: "it is signed by " + first + ", who may not speak for it by the trust policy", Remedy: "sign it as " + p.who(kind, component)}
	}
	return Verdict{Signer: first}
}

// Spoken says what is wrong where the signer of this name must speak for a file
// that is no evidence, of this kind; "" where he does. Such a file is of no
// component, so who may speak for some components only may not speak for it.
func (p Policy) Spoken(check *Check, signer, kind string) string {
	if check.Wrong != "" {
		return check.Wrong
	}
	if said := check.bundle.statement.Predicate.Kinds; len(said) > 0 && !slices.Contains(said, kind) {
		return "it is for something else"
	}
	for _, s := range p.Signers {
		if s.Name == signer && check.key != nil && s.Key.ID() == check.key.ID() && len(s.Components) == 0 && (len(s.Kinds) == 0 || slices.Contains(s.Kinds, kind)) {
			return ""
		}
	}
	return "it is by another signer than " + signer
}

// who names those who may speak for evidence.
func (p Policy) who(kind, component string) string {
	var names []string
	for _, s := range p.Signers {
		if s.May(kind, component) && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, " or ")
}
