package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// inherit joins the scopes with the results of the systems that this one builds on.
// An entry whose results are against none of the frameworks assessed is an error: it
// would bring nothing, and nobody would notice.
func (w *Workspace) inherit(scopes []assessment.Scope) error {
	var list problem.List
	for _, e := range w.Config.Leveraged {
		r, source, err := w.leveraged(e)
		if err != nil {
			list.Join(e.Results.Place, err)
			continue
		}
		used := false
		for i := range scopes {
			fits, err := load.Inherit(&scopes[i], e, &r, source)
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
func (w *Workspace) leveraged(e config.Leveraged) (assessment.Results, assessment.Source, error) {
	at := w.Config.Abs(e.Results.Value)
	text, err := w.Config.Read(at, oscal.MaxSize)
	if err != nil {
		return assessment.Results{}, assessment.Source{}, err
	}
	sum := sha256.Sum256(text)
	source := assessment.Source{Path: at, Digest: hex.EncodeToString(sum[:])}
	if source.Digest != e.SHA256.Value {
		return assessment.Results{}, source, problem.New(e.SHA256.Place, "the results have the sha256 "+source.Digest, "look at what changed, and write it here if it is right")
	}
	if err := valid(at, text); err != nil {
		return assessment.Results{}, source, err
	}
	r, err := emit.DecodeResults(at, filepath.Join(w.Config.Root, filepath.FromSlash(path.Dir(at))), text)
	return r, source, err
}
