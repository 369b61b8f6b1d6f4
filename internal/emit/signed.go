package emit

import (
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// relSignature is the link of an observation to a signature over a file of its
// evidence.
const relSignature = "signature"

// signed gives the signers of an observation's evidence, and a link to each of
// their signatures, which are placed as its files are. Of a set of many files
// the signers alone are named.
func (b *book) signed(o *assessment.Observation) (signers []string, links []oscal.Link) {
	set := b.r.Sets[o.EvidenceSet]
	signers = set.Signers()
	if len(set.Signatures) > citedFiles {
		for _, s := range set.Signatures {
			b.shelf.keep(s.Bundle)
		}
		return signers, nil
	}
	for _, s := range set.Signatures {
		links = append(links, oscal.Link{Href: "#" + b.shelf.evidence(s.Bundle, ours("signature")), Rel: relSignature, Text: line(s.Signer)})
	}
	return signers, links
}

// origins are the tool, and those whose signatures speak for what it saw.
func (b *book) origins(signers []string) []oscal.Origin {
	out := b.toolOrigin()
	for _, name := range signers {
		out[0].Actors = append(out[0].Actors, oscal.OriginActor{Type: "party", ActorUuid: b.signerID(name)})
	}
	return out
}

func (b *book) signerID(name string) string { return b.id("signer", name) }

// signers adds the signers of a document's evidence to its metadata.
func (b *book) signers(parties map[string]oscal.Party) {
	for i := range b.r.Observations {
		for _, name := range b.r.Sets[b.r.Observations[i].EvidenceSet].Signers() {
			one := oscal.Party{UUID: b.signerID(name), Type: "organization", Name: line(name), Props: &[]oscal.Property{prop("signer", name)}}
			parties[one.UUID] = one
		}
	}
}

// signatures reads back who signed the evidence of an observation.
func (d *resultsDecoder) signatures(o *oscal.Observation) (out []assessment.Signature) {
	for _, l := range deref(o.Links) {
		if l.Rel != relSignature {
			continue
		}
		if r, ok := d.resources[l.Href[min(1, len(l.Href)):]]; ok {
			out = append(out, assessment.Signature{Signer: l.Text, Bundle: assessment.Source{Path: r.Title, Digest: hashOf(r)}})
		}
	}
	return out
}
