package cli

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// standing is where a command line stands that is being typed: the workspace and the
// framework that it names so far, each empty where it names none and none is here.
type standing struct{ config, framework string }

func standingOf(c *cobra.Command) (at standing) {
	if flag := c.Flags().Lookup("config"); flag != nil {
		at.config = flag.Value.String()
		if !flag.Changed {
			at.config = ""
		}
	}
	if flag := c.Flags().Lookup("framework"); flag != nil && flag.Value.Type() == "string" {
		at.framework = flag.Value.String()
	}
	at.config = orHere(at.config)
	return at
}

// workspace reads assay.yaml; nil where there is none that can be read.
func (at standing) workspace() *config.Config {
	if at.config == "" {
		return nil
	}
	cfg, err := config.Load(at.config)
	if err != nil {
		return nil
	}
	return cfg
}

// frameworkOffers are the embedded frameworks, and those of the workspace.
func frameworkOffers(at standing) (out []offer) {
	for _, id := range frameworks.IDs() {
		out = append(out, offer{word: id})
	}
	for _, id := range at.own() {
		out = append(out, offer{word: id})
	}
	return out
}

// own are the ids of the frameworks that the workspace itself defines.
func (at standing) own() (ids []string) {
	if cfg := at.workspace(); cfg != nil {
		for _, f := range cfg.Frameworks {
			if f.Own() {
				ids = append(ids, f.ID.Value)
			}
		}
	}
	return ids
}

// controlOffers are the controls of the framework on the line, else of those of the
// workspace, else of all that are embedded.
func controlOffers(at standing) (out []offer) {
	ids, own, lib := at.inUse(), at.own(), frameworks.NewLibrary()
	for _, id := range ids {
		if slices.Contains(own, id) {
			scopes, err := pipeline.Listed(at.config, id)
			if err != nil {
				continue
			}
			for _, s := range scopes {
				for _, c := range s.Controls {
					out = append(out, offer{c.ID, c.Title})
				}
			}
			continue
		}
		r, err := lib.Open(id)
		if err != nil {
			continue
		}
		for _, c := range r.Controls {
			out = append(out, offer{c.ID, c.Title})
		}
	}
	return out
}

func (at standing) inUse() (ids []string) {
	if at.framework != "" {
		return []string{at.framework}
	}
	cfg := at.workspace()
	if cfg == nil {
		return frameworks.IDs()
	}
	for _, f := range cfg.Frameworks {
		ids = append(ids, f.ID.Value)
	}
	return ids
}

// open reads what the workspace holds besides its system; what is embedded where that
// cannot be read.
func (at standing) open() *pipeline.Workspace {
	w, err := pipeline.Open(at.config)
	if err != nil {
		w, err = pipeline.Open("")
	}
	if err != nil {
		return &pipeline.Workspace{}
	}
	return w
}

func checkOffers(at standing) (out []offer) {
	for _, c := range at.open().Checks {
		out = append(out, offer{c.ID, c.Title})
	}
	return out
}

func kindOffers(at standing) (out []offer) {
	kinds := at.open().Kinds
	if kinds == nil {
		return nil
	}
	for _, name := range kinds.Names() {
		if k, ok := kinds.Get(name); ok {
			out = append(out, offer{name, k.Title})
		}
	}
	return out
}

func componentOffers(at standing) (out []offer) {
	cfg := at.workspace()
	if cfg == nil {
		return nil
	}
	sys, err := load.System(cfg)
	if err != nil {
		return nil
	}
	for _, c := range sys.Components {
		out = append(out, offer{c.Key, c.Title})
	}
	return out
}

// requestOffers are the requests that nobody has answered yet, as of the day.
func requestOffers(at standing) (out []offer) {
	open, err := pipeline.Attest(at.config, at.framework, time.Now().UTC())
	if err != nil {
		return nil
	}
	for _, r := range open.Open {
		out = append(out, offer{r.ID, r.Title})
	}
	return out
}
