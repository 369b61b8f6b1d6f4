package pipeline

import (
	"io/fs"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/policies"
)

// profile gives the bytes of a framework's profile: an embedded one, or the file of
// the team's own that was resolved.
func (w *Workspace) profile(f assessment.Framework) ([]byte, error) {
	if _, own := w.Config.Frameworks.Own(f.ID); !own {
		return fs.ReadFile(frameworks.FS, f.Profile.Path)
	}
	data, err := w.Config.Read(f.Profile.Path, oscal.MaxSize)
	if err == nil && content.Digest(data) != f.Profile.Digest {
		err = problem.New(problem.Place{Path: f.Profile.Path}, "the profile changed while it was being assessed", "run again when nothing writes to it")
	}
	return data, err
}

// profileInputs are the files that say what a framework asks, and in whose words.
func profileInputs(f *assessment.Framework) []emit.Input {
	in := []emit.Input{{Role: "profile", Path: f.Profile.Path, Digest: f.Profile.Digest}}
	for _, s := range f.Sources {
		in = append(in, emit.Input{Role: "profile-import", Path: s.Path, Digest: s.Digest})
	}
	if f.Wording.Official() {
		in = append(in, emit.Input{Role: "catalog", Path: f.Wording.Source.Path, Digest: f.Wording.Source.Digest, Title: f.Wording.Title})
	}
	return in
}

// Listed gives the frameworks there are, each with its controls and without what
// binds to them: the one that is named, else the embedded ones and, of a workspace,
// those of its own. Its imported catalogs give the words.
func Listed(path, framework string) ([]assessment.Scope, error) {
	var cfg *config.Config
	ids := frameworks.IDs()
	if path != "" {
		var err error
		if cfg, err = config.Load(path); err != nil {
			return nil, err
		}
		for _, f := range cfg.Frameworks {
			if f.Own() {
				ids = append(ids, f.ID.Value)
			}
		}
	}
	if framework != "" {
		ids = []string{framework}
	}
	return load.Listed(cfg, policies.FS, ids)
}
