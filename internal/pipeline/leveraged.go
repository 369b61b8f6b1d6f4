package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// inherit joins the scopes with the results of the systems that this one builds on.
// An entry whose results are against none of the frameworks assessed is an error: it
// would bring nothing, and nobody would notice.
func (w *Workspace) inherit(ctx context.Context, scopes []assessment.Scope) error {
	var list problem.List
	for _, e := range w.Config.Leveraged {
		r, from, err := w.leveraged(ctx, e)
		if err != nil {
			list.Join(e.Results.Place, err)
			continue
		}
		used := false
		for i := range scopes {
			fits, err := load.Inherit(&scopes[i], e, &r, from)
			list.Join(e.Name.Place, err)
			used = used || fits
		}
		if !used {
			list.Add(e.Results.Place, "the results are against "+strictyaml.Quote(r.Scope.Framework.ID)+", which no framework of this file can inherit from", "say what they are against as framework:, or take the entry out")
		}
	}
	return list.Err()
}

// leveraged reads the results of an entry: the very bytes that it names by digest.
func (w *Workspace) leveraged(ctx context.Context, e config.Leveraged) (r assessment.Results, from load.Results, err error) {
	at := w.Config.Abs(e.Results.Value)
	text, err := w.Config.Judged().Read(at, oscal.MaxSize)
	if err != nil {
		return r, from, err
	}
	sum := sha256.Sum256(text)
	from.Source = assessment.Source{Path: at, Digest: hex.EncodeToString(sum[:])}
	if from.Source.Digest != e.SHA256.Value {
		return r, from, problem.New(e.SHA256.Place, "the results have the sha256 "+from.Source.Digest, "look at what changed, and write it here if it is right")
	}
	if e.Signed.Set() {
		from.Signature, from.Forged = w.signedResults(ctx, e.Signed.Value, at, sum)
	}
	if err := valid(at, text); err != nil {
		return r, from, err
	}
	r, err = emit.DecodeResults(at, filepath.Join(w.Config.Root, filepath.FromSlash(path.Dir(at))), text)
	return r, from, err
}

// signedResults holds the bundle beside results of another system against the
// trust policy. forged says why nobody, or another, speaks for them.
func (w *Workspace) signedResults(ctx context.Context, signer, results string, digest [32]byte) (s assessment.Signature, forged string) {
	at := results + provenance.Suffix
	text, err := w.Config.Judged().Read(at, provenance.MaxBundle+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, "its results are not signed, and " + signer + " should have signed them"
	case err != nil:
		return s, "the signature of its results cannot be read"
	}
	if what := w.Trust.Spoken(w.Trust.Open(ctx, text, digest), signer, config.ResultsKind); what != "" {
		return s, "of the signature of its results: " + what
	}
	sum := sha256.Sum256(text)
	return assessment.Signature{Signer: signer, Bundle: assessment.Source{Path: at, Digest: hex.EncodeToString(sum[:])}}, ""
}
