// Package config reads assay.yaml, the one file a workspace needs: what the
// system is, which frameworks apply, where evidence lies and what a gate asks.
// It is strict. An unknown key, a wrong word or a path outside the repository
// is an error with line and column, because a key that is silently ignored is a
// check that silently does not happen.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"slices"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Config is one assay.yaml and where it stands.
type Config struct {
	File
	Root   string // absolute path of the repository: the nearest ancestor with .git, else the file's directory
	Base   string // directory of the file relative to Root, with slashes; "." for Root itself
	Path   string // of the file relative to Root, with slashes
	Digest string // sha256 of the file's bytes, lower-case hex
	// Rules is where the rules are read instead of the working tree, as a whole
	// repository that follows no links; nil: there. See Judged.
	Rules fs.FS
	whole bool // what is judged is of Rules too
}

// File is the content of assay.yaml. A field that the file does not give has
// its zero value; what then applies is said by the methods of Config and listed
// by Settings.
type File struct {
	// SystemID names the system in every identity that assay writes. It must
	// not change over the life of a system.
	SystemID strictyaml.At[string] `yaml:"system-id,required"`
	Title    strictyaml.At[string] `yaml:"title"`
	System   System                `yaml:"system,required"`

	Assessment Assessment `yaml:"assessment"`
	Scope      Scope      `yaml:"scope"`
	Frameworks Frameworks `yaml:"frameworks,required"`
	Sources    []Source   `yaml:"sources"`
	// Collectors are what assay collect asks, by name.
	Collectors map[string]Collector `yaml:"collectors"`
	Gates      Gates                `yaml:"gates"`
	Parameters Parameters           `yaml:"parameters"`
	Freshness  Freshness            `yaml:"freshness"`
	// Pseudonyms is the key by which views name persons; nil: one that is made of
	// the system's id.
	Pseudonyms *Pseudonyms `yaml:"pseudonyms"`
	// Store keeps what assessments saw; nil: nothing is kept.
	Store *Store `yaml:"store"`
	// Trust lists who may speak for which evidence, by signature.
	Trust Signers `yaml:"trust"`
	// OSCALVersion is the version of the documents of a run: 1.2.2, or 1.1.3
	// for tools that do not know 1.2 yet.
	OSCALVersion strictyaml.At[string] `yaml:"oscal-version"`
	// Policies is the one directory of the team's own policies.
	Policies strictyaml.At[string] `yaml:"policies"`
	Conftest []Conftest            `yaml:"conftest"`
	// Attestations and Decisions are directories, files or patterns of what people
	// said and chose; absent: the directories of these names beside the file.
	Attestations Words `yaml:"attestations"`
	Decisions    Words `yaml:"decisions"`
	// Waivers are the same of findings that are waived for a time, and Authorities who
	// may approve them.
	Waivers     Words       `yaml:"waivers"`
	Authorities Authorities `yaml:"authorities"`
	POAM        POAM        `yaml:"poam"`
	CMMC        CMMC        `yaml:"cmmc"`
	// FedRAMP is what FedRAMP's documents ask and no result holds.
	FedRAMP FedRAMP `yaml:"fedramp"`
	// Reports is what reports are written with.
	Reports Reports `yaml:"reports"`
	// Sampling are directories, files or patterns of sampling plans; absent: the
	// directory sampling beside the file.
	Sampling Words `yaml:"sampling"`
	// Leveraged are systems that this one builds on, with their results.
	Leveraged []Leveraged `yaml:"leveraged"`

	// What DESIGN promises and later versions read. A workspace that already
	// relies on one of these must hear that it has no effect.
	Inheritance strictyaml.Later `yaml:"inheritance"`
	Signatures  strictyaml.Later `yaml:"signatures"`
	Signers     strictyaml.Later `yaml:"signers"`
	Vex         strictyaml.Later `yaml:"vex"`
	Baseline    strictyaml.Later `yaml:"baseline"`
	Ratchet     strictyaml.Later `yaml:"ratchet"`
	Isolate     strictyaml.Later `yaml:"isolate"`
	Cache       strictyaml.Later `yaml:"cache"`
	Plan        strictyaml.Later `yaml:"plan"`
	Notify      strictyaml.Later `yaml:"notify"`
	Measures    strictyaml.Later `yaml:"measures"`
}

// POAM says what has an item of the plan of action.
type POAM struct {
	// ScanItems is which findings of scans have one: past-due (default) or all.
	ScanItems strictyaml.At[string] `yaml:"scan-items"`
}

// Freshness shortens how old evidence may be: of a kind, wherever it counts, and
// for a control, whatever answers it. Ages are days or hours, as 7d or 12h.
type Freshness struct {
	Kinds    map[string]strictyaml.At[string] `yaml:"kinds"`
	Controls map[string]strictyaml.At[string] `yaml:"controls"`
}

// Assessment says who assesses. Every output repeats it.
type Assessment struct {
	Type     strictyaml.At[string] `yaml:"type"`     // self (default) or independent
	Assessor strictyaml.At[string] `yaml:"assessor"` // who; required when independent
	Plan     strictyaml.Later      `yaml:"plan"`
}

// Scope says what part of the system is assessed, and as whose.
type Scope struct {
	Entity   Words `yaml:"entity"`   // covered-entity, business-associate …; what binds none of them is left out
	Boundary List  `yaml:"boundary"` // component keys; all that can be assessed when absent
	Data     Data  `yaml:"data"`     // where data that rules protect lives
	// Categories are the CMMC asset categories of components, by key.
	Categories map[string]strictyaml.At[string] `yaml:"categories"`
	Exclude    []Exclusion                      `yaml:"exclude"`
}

// Data says which components hold data of a kind, by key.
type Data struct {
	EPHI List `yaml:"ephi"`
	FCI  List `yaml:"fci"`
	CUI  List `yaml:"cui"`
}

// DataKind is a kind of data that rules protect, and the components that hold it.
type DataKind struct {
	Name    string // ephi, fci, cui
	Holders List
}

// Kinds lists the kinds of data that anything holds.
func (d Data) Kinds() []DataKind {
	all := []DataKind{{"ephi", d.EPHI}, {"fci", d.FCI}, {"cui", d.CUI}}
	return slices.DeleteFunc(all, func(k DataKind) bool { return k.Holders == nil })
}

// Exclusion leaves a component of the boundary out of frameworks, for a reason that
// every output repeats.
type Exclusion struct {
	Component  strictyaml.At[string] `yaml:"component,required"`
	Frameworks List                  `yaml:"frameworks"` // absent: all
	Reason     strictyaml.At[string] `yaml:"reason,required"`
}

// Source is one entry of sources: where evidence lies and what it is declared
// to bring.
type Source struct {
	// Path is a file, or a pattern with *, **, ? and {a,b}, relative to the
	// directory of assay.yaml.
	Path strictyaml.At[string] `yaml:"path,required"`
	// Kinds are the evidence kinds it declares; absent: every kind that a
	// bound check reads.
	Kinds List `yaml:"kinds"`
	// Component, or Components, is what the evidence speaks for; absent: the
	// whole boundary, and each piece names its own.
	Component  strictyaml.At[string] `yaml:"component"`
	Components List                  `yaml:"components"`
	// Format of the files; absent: found out by content.
	Format strictyaml.At[string] `yaml:"format"`
	// Collected is when, for files that do not say it themselves.
	Collected strictyaml.At[Time] `yaml:"collected"`
	// Subject and CollectedAt are JSON pointers into files of format payload.
	Subject     strictyaml.At[string] `yaml:"subject"`
	CollectedAt strictyaml.At[string] `yaml:"collected-at"`
	// Live marks configuration of the very commit under test: collected at
	// the time of the assessment.
	Live strictyaml.At[bool] `yaml:"live"`
	// CSV is the mapping of files of format csv.
	CSV *Table `yaml:"csv"`
	// Added marks an entry that a change adds to those of its base.
	Added bool `yaml:"-"`

	Collector strictyaml.Later `yaml:"collector"`
	Sample    strictyaml.Later `yaml:"sample"`
	Signed    strictyaml.Later `yaml:"signed"`
	Vex       strictyaml.Later `yaml:"vex"`
}

// Conftest binds a directory of conftest policies, unchanged, to one evidence
// kind.
type Conftest struct {
	Name       strictyaml.At[string] `yaml:"name"` // part of the check ids; absent: the last word of Path
	Path       strictyaml.At[string] `yaml:"path,required"`
	Kind       strictyaml.At[string] `yaml:"kind,required"`
	Namespaces List                  `yaml:"namespaces"`
	// RegoVersion is v0 or v1; absent: found out file by file.
	RegoVersion strictyaml.At[string] `yaml:"rego-version"`
	Severity    strictyaml.At[string] `yaml:"severity,required"`
	Remediation strictyaml.At[string] `yaml:"remediation"`
	AppliesTo   List                  `yaml:"applies-to"`
	Decides     map[string]List       `yaml:"decides"` // catalog → control or objective ids
	Supports    map[string]List       `yaml:"supports"`
	Informs     map[string]List       `yaml:"informs"`
}

// Decode reads the content of an assay.yaml and checks everything that can be
// checked without looking at other files. Path names it in problems.
func Decode(path string, data []byte) (*Config, error) {
	c := &Config{Path: path, Base: "."}
	sum := sha256.Sum256(data)
	c.Digest = hex.EncodeToString(sum[:])
	if err := strictyaml.Decode(path, data, &c.File); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// Encode writes the file's content in one fixed form, without comments and
// without defaults. Decoding it gives the same content again.
func (f File) Encode() []byte { return strictyaml.Encode(f) }
