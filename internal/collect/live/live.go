// Package live asks the world what it is: servers, clusters and programs, as
// the collectors of assay.yaml say. With collect.Fetch it is the only code that
// meets the network.
//
// A collector is one file and one row of the table in this one. It gives
// captures: what was served, whole and redacted, with everything that tells when,
// from where and with what; or the reason why there is nothing. Half of
// something is never given: a list of which pages are missing reads like a short
// list.
package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
)

// Options is the world as a collector sees it.
type Options struct {
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error // ends early with the context's error
	Env   func(string) (string, bool)
	// Root is the repository, Dir the directory of assay.yaml, both absolute.
	Root, Dir string
}

// Capture is one thing that was asked for and what came of it.
type Capture struct {
	Name     string   // unlike any other of its collector; letters, digits, - . _
	Kinds    []string // that it is to bring
	Format   string   // "": by content
	Data     []byte   // what was served, redacted; nil where Failure is not
	Started  time.Time
	Asked    []Ask
	Programs []Program // that were run
	Redacted []redact.Removal
	Failure  *Failure
}

// Ask is one request and its answer, as the record of a collection tells it.
type Ask struct {
	Method   string    `json:"method"`
	Address  string    `json:"address"` // without its query
	At       time.Time `json:"at"`
	Attempts int       `json:"attempts"`
	Status   int       `json:"status,omitempty"`
	Bytes    int       `json:"bytes,omitempty"`
	SHA256   string    `json:"sha256,omitempty"` // of the answer, redacted
}

// Program is what was run.
type Program struct {
	Path      string   `json:"path"`
	SHA256    string   `json:"sha256"`
	Arguments []string `json:"arguments"`
}

// Failure is why a capture has nothing. What is for people; Why for evidence.
type Failure struct {
	Why          evidence.Incomplete
	What, Remedy string
}

func (f *Failure) Error() string { return f.What }

func failure(why evidence.Incomplete, remedy, format string, args ...any) *Failure {
	return &Failure{why, fmt.Sprintf(format, args...), remedy}
}

// collectors run each type. They give captures only; what stops them before
// the first is a failure of each that there should have been.
var collectors = map[string]struct {
	run  func(context.Context, *run) []Capture
	plan func(*config.Collector) []string
}{
	config.CollectHTTP:       {collectHTTP, planHTTP},
	config.CollectGitHub:     {collectGitHub, planGitHub},
	config.CollectKubernetes: {collectKubernetes, planKubernetes},
	config.CollectCommand:    {collectCommand, planCommand},
	config.CollectOsquery:    {collectOsquery, planOsquery},
}

// run is one collector at work.
type run struct {
	config.Collector
	opt   Options
	vault *vault
}

// Run runs a collector. Its captures come in a fixed order; each has data or a
// failure. The error is the context's.
func Run(ctx context.Context, c config.Collector, opt Options) ([]Capture, error) {
	r := &run{Collector: c, opt: opt, vault: &vault{env: opt.Env, dir: opt.Dir}}
	out := collectors[c.Type.Value].run(ctx, r)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Plan says what a collector would ask, one request or program a line, without
// asking anything or looking at a secret.
func Plan(c config.Collector) []string { return collectors[c.Type.Value].plan(&c) }

// Credentials says where the collector's secrets are, sorted.
func Credentials(c config.Collector) []string {
	var out []string
	add := func(s *config.Secret) {
		if s != nil {
			out = append(out, s.String())
		}
	}
	if a := c.Auth; a != nil {
		add(a.Bearer)
		if a.Basic != nil {
			add(a.Basic.User.Secret)
			add(&a.Basic.Password)
		}
		if a.OAuth != nil {
			add(a.OAuth.ClientID.Secret)
			add(&a.OAuth.ClientSecret)
		}
	}
	for _, v := range c.Headers {
		add(v.Secret)
	}
	for _, name := range c.Env {
		out = append(out, "$"+name.Value)
	}
	if c.Kubeconfig.Set() {
		out = append(out, "file "+c.Kubeconfig.Value)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// capture runs one capture: get gives its data.
func (r *run) capture(name string, kinds []string, get func(*Capture) ([]byte, error)) Capture {
	c := Capture{Name: name, Kinds: kinds, Format: r.Format.Value, Started: r.opt.Now().UTC().Truncate(time.Second)}
	data, err := get(&c)
	switch {
	case err != nil:
		c.Failure = failed(err)
	case len(data) == 0:
		c.Failure = failure(evidence.NotUnderstood, "see that it gives what the collector asks for", "it is empty")
	default:
		c.Data = data
	}
	return c
}

// failed makes any error a failure. The text of an error that nobody knows is
// not passed on: it may quote what was served.
func failed(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return failure(evidence.RunFailed, "", "it failed")
}
