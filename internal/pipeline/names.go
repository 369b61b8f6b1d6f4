package pipeline

import (
	"bytes"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/pseudonym"
	"github.com/assay-compliance/assay/internal/trace"
)

// shortestKey is the least of a key of pseudonyms, bytes: a shorter one could be
// tried out.
const shortestKey = 16

// namer gives what views call persons by: pseudonyms, by the key of assay.yaml
// where it names one, or nil for their ids.
func namer(cfg *config.Config, system string, show bool) (*pseudonym.Namer, error) {
	if show {
		return nil, nil
	}
	if cfg.Pseudonyms == nil {
		return pseudonym.New(nil, system), nil
	}
	key, place, err := secretText(cfg.Pseudonyms.Key, cfg)
	if err != nil {
		return nil, err
	}
	if key = bytes.TrimSpace(key); len(key) < shortestKey {
		return nil, problem.New(place, "the key of pseudonyms is too short", "give at least 16 random bytes, as openssl rand -hex 32 makes them")
	}
	return pseudonym.New(key, system), nil
}

// namer gives the names of namer. A run by the rules of another revision needs no
// secret: where the key is not there, names are made with the system's id, as without
// one.
func (t *trusted) namer(cfg *config.Config, system string, show bool) (*pseudonym.Namer, error) {
	if !show && t.keyless(cfg) != nil {
		return pseudonym.New(nil, system), nil
	}
	return namer(cfg, system, show)
}

// keyless notes that a run by the rules of another revision does without the key of
// pseudonyms, because it is not there.
func (t *trusted) keyless(cfg *config.Config) []assessment.Note {
	if t == nil || cfg.Pseudonyms == nil {
		return nil
	}
	key := cfg.Pseudonyms.Key
	if _, _, err := secretText(key, cfg); err == nil {
		return nil
	}
	return []assessment.Note{{
		Source: assessment.Source{Path: cfg.Path, Line: key.Place.Line}, What: "the key of pseudonyms is not there: names of persons are made with the system's id, and who guesses an account can check the guess",
		Remedy: "give it, where the run may have secrets",
	}}
}

// Person gives the id behind a pseudonym of some results, by the key of the
// workspace whose assay.yaml is given, or of none; any other text as it is.
func Person(runs []trace.Run, path, id string) (string, error) {
	if len(runs) == 0 || !pseudonym.Is(id[strings.LastIndexByte(id, '/')+1:]) {
		return id, nil
	}
	var cfg config.Config
	if path != "" {
		loaded, err := config.Load(path)
		if err != nil {
			return "", err
		}
		cfg = *loaded
	}
	names, err := namer(&cfg, runs[0].POAM.System, false)
	if err != nil {
		return "", err
	}
	return trace.Person(runs, names, id)
}
