// Package evaluate says what the evidence shows: it compiles the policies,
// runs each planned check over each document of its kinds, and folds what the
// checks say into observations, subject by subject.
//
// Policies are untrusted programs and evidence is untrusted data. Everything a
// policy may call is on one list of deterministic built-ins; it sees its input
// and data.assay and nothing else; a watchdog stops what takes too long or
// grows too large. Whatever goes wrong makes an outcome undecided, never a
// pass.
//
// The order of documents and the number of workers do not change a byte of the
// result.
package evaluate

import (
	"io/fs"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/vex"
)

// Sources are the trees of policies that an Engine is compiled from.
type Sources struct {
	// Embedded is the tree shipped with assay, rooted at policies/.
	Embedded fs.FS
	// Workspace is the team's own tree, or nil. A check in its directory a/b
	// is package local.a.b.
	Workspace fs.FS
	// WorkspacePath is where Workspace stands in the repository, with
	// slashes; it begins the places of its problems.
	WorkspacePath string
	Conftest      []Conftest
}

// EmbeddedPath begins the places of files in the embedded tree, as assay: begins
// every name of what is embedded: a repository may have files of the same path.
const EmbeddedPath = "assay:policies"

// Conftest binds one conftest-style directory to one evidence kind. Its rules
// deny, violation and warn (alone or as deny_name …) each become a check.
type Conftest struct {
	Name string // unique among bindings; part of every check id: conftest.<name>.<namespace>.<rule>
	FS   fs.FS  // rooted at the directory
	Path string // of the directory, relative to the repository, with slashes
	Kind string
	// Namespaces are the packages whose rules are queried; empty: every
	// package of the directory that has any.
	Namespaces []string
	// RegoVersion is 0 or 1; nil finds out file by file.
	RegoVersion *int
	Severity    assessment.Level
	Remediation string
	AppliesTo   []string
	// Bindings are what its deny and violation rules decide or support.
	// Where one of them decides, an empty result over valid evidence is a
	// pass. warn rules only inform, whatever the strength here.
	Bindings []assessment.MetaBinding
	Source   assessment.Source // the entry in assay.yaml

	read func() (*directory, error) // set by Once
}

// Limits bound what compiling may take. The zero value stands for the defaults.
type Limits struct {
	// Compile is the longest that the policies of one kind of evidence may
	// take to compile; default one minute. Real ones take milliseconds.
	Compile time.Duration
}

// Options say how a plan is run. The zero value stands for the defaults.
type Options struct {
	Workers  int    // default GOMAXPROCS
	SpoolDir string // where temporary files go; default the system's
	// Memory is the most that sorting may hold before it spills, in bytes;
	// default 32 MiB.
	Memory int64
	// Deadline is the longest that one evaluation may take: the checks of one
	// kind over one document, or of one component's system input. Default 30
	// seconds. A check that was stopped once is not tried again.
	Deadline time.Duration
	// HeapLimit is the heap size in bytes above which running evaluations are
	// stopped; default 4 GiB.
	HeapLimit uint64
	// MaxAge is how old evidence of a kind may be; nil or 0 leaves it to the
	// kind's schema.
	MaxAge func(kind string) time.Duration
	// EntryDeclares gives the kinds and boundary components that a sources
	// entry declares, for a document so broken that it does not say itself.
	EntryDeclares func(entry int) (kinds, components []string)
	// VEX is what trusted statements say of vulnerabilities; nil: nothing.
	VEX *vex.Book

	system int // maxSystem; tests take less
}
