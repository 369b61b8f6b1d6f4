package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// The types of collectors.
const (
	CollectHTTP       = "http"
	CollectGitHub     = "github"
	CollectKubernetes = "kubernetes"
	CollectCommand    = "command"
	CollectOsquery    = "osquery"
)

// Collector is one entry of collectors: what `assay collect` asks, of whom, and
// where it puts the evidence. Which keys a type has is in collectorKeys.
type Collector struct {
	Type strictyaml.At[string] `yaml:"type,required"`
	// Out is the file of envelopes, NAME.jsonl; what was served stands in the
	// directory NAME.raw beside it. Both are relative to assay.yaml.
	Out       strictyaml.At[string] `yaml:"out,required"`
	Component strictyaml.At[string] `yaml:"component,required"` // what the evidence speaks for
	// Kinds are the kinds of evidence it is to bring. One that does not come is
	// undecided.
	Kinds  List                  `yaml:"kinds"`
	Format strictyaml.At[string] `yaml:"format"` // of what is served: payload or a raw format; absent: by content
	// Subject and CollectedAt are JSON pointers into what is served in format
	// payload.
	Subject     strictyaml.At[string] `yaml:"subject"`
	CollectedAt strictyaml.At[string] `yaml:"collected-at"`
	Redact      []Redaction           `yaml:"redact"`
	// Timeout is how long one answer, or the program, may take: 30s, 5m.
	Timeout  strictyaml.At[string] `yaml:"timeout"`
	MaxBytes strictyaml.At[int64]  `yaml:"max-bytes"` // of one capture, all pages together

	// Of the types that ask a server.
	URL     strictyaml.At[string] `yaml:"url"`
	CA      strictyaml.At[string] `yaml:"ca"` // file of certificates to trust in place of the system's
	Auth    *Auth                 `yaml:"auth"`
	Headers map[string]Value      `yaml:"headers"`
	Retries strictyaml.At[int]    `yaml:"retries"`
	Accept  strictyaml.At[string] `yaml:"accept"` // media type; application/json when absent
	Paging  *Paging               `yaml:"paging"`

	// Of type github.
	Repositories List                  `yaml:"repositories"` // OWNER/NAME
	Organization strictyaml.At[string] `yaml:"organization"`
	Collect      List                  `yaml:"collect"`

	// Of type kubernetes.
	Kubeconfig strictyaml.At[string] `yaml:"kubeconfig"` // file; it may stand outside of the repository
	Context    strictyaml.At[string] `yaml:"context"`
	InCluster  strictyaml.At[bool]   `yaml:"in-cluster"`
	Resources  List                  `yaml:"resources"` // v1/pods, apps/v1/deployments
	Namespaces List                  `yaml:"namespaces"`

	// Of the types that run a program.
	Run     []strictyaml.At[string]          `yaml:"run"`
	Env     List                             `yaml:"env"`    // variables that the program sees
	SHA256  strictyaml.At[string]            `yaml:"sha256"` // that the program must have
	Queries map[string]strictyaml.At[string] `yaml:"queries"`
}

// collectorKeys are the keys of each type beside those that all have.
var collectorKeys = map[string][]string{
	CollectHTTP:       {"url", "ca", "auth", "headers", "retries", "accept", "paging"},
	CollectGitHub:     {"url", "ca", "auth", "retries", "repositories", "organization", "collect"},
	CollectKubernetes: {"url", "ca", "auth", "retries", "kubeconfig", "context", "in-cluster", "resources", "namespaces"},
	CollectCommand:    {"run", "env", "sha256"},
	CollectOsquery:    {"run", "env", "sha256", "queries"},
}

// GitHubTopics are the words of a github collector's `collect`, each with the
// kind of evidence that it brings.
var GitHubTopics = map[string]string{
	"rules":           "ci-pipeline",
	"code-scanning":   "static-analysis",
	"dependabot":      "vulnerabilities",
	"secret-scanning": "secret-findings",
	"members":         "iam-accounts",
}

// Auth is who a collector says that it is. One of its members is given.
type Auth struct {
	Bearer *Secret `yaml:"bearer"`
	Basic  *Basic  `yaml:"basic"`
	OAuth  *OAuth  `yaml:"oauth"`
}

// Basic is a name and a password.
type Basic struct {
	User     Value  `yaml:"user,required"`
	Password Secret `yaml:"password,required"`
}

// OAuth is the client credentials grant of RFC 6749, section 4.4.
type OAuth struct {
	TokenURL     strictyaml.At[string] `yaml:"token-url,required"`
	ClientID     Value                 `yaml:"client-id,required"`
	ClientSecret Secret                `yaml:"client-secret,required"`
	Scope        strictyaml.At[string] `yaml:"scope"`
	Audience     strictyaml.At[string] `yaml:"audience"`
}

// Paging says how an API hands out its pages.
type Paging struct {
	// Style is link (header Link, rel=next), cursor, page or offset.
	Style strictyaml.At[string] `yaml:"style,required"`
	// Items is the JSON pointer of a page's list; absent: the page is the list.
	Items strictyaml.At[string] `yaml:"items"`
	// Cursor is the JSON pointer of the cursor, or address, of the next page.
	Cursor    strictyaml.At[string] `yaml:"cursor"`
	Parameter strictyaml.At[string] `yaml:"parameter"` // of the query: where cursor, page or offset go
	First     strictyaml.At[int]    `yaml:"first"`     // number of the first page; 1 when absent
	MaxPages  strictyaml.At[int]    `yaml:"max-pages"`
}

// Redaction removes something before it is hashed and written: what a JSON
// pointer names (a * stands for every member or element of its place), or what a
// regular expression matches in any text. One of the two is given.
type Redaction struct {
	Pointer strictyaml.At[string] `yaml:"pointer"`
	Pattern strictyaml.At[string] `yaml:"pattern"`
}

// Secret says where a secret is: in a variable of the environment, or in a file.
// It is never written in assay.yaml.
type Secret struct {
	Env   strictyaml.At[string] `yaml:"env"`
	File  strictyaml.At[string] `yaml:"file"` // it may stand outside of the repository
	Place problem.Place         `yaml:"-"`
}

// FromYAML reads it. A secret that is written out is refused and not repeated.
func (s *Secret) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind != yaml.MappingNode {
		p.Add(n, "a secret does not stand in this file", "name where it is: {env: VARIABLE} or {file: PATH}; and change it, for it has been written here")
		return
	}
	type plain Secret
	var in plain
	p.Decode(n, &in)
	if in.Place = p.Place(n); in.Env.Set() == in.File.Set() {
		p.Add(n, "a secret is in a variable or in a file", "write {env: VARIABLE} or {file: PATH}")
	}
	*s = Secret(in)
}

// ToYAML gives the reference.
func (s Secret) ToYAML() any {
	out := map[string]string{}
	if s.Env.Set() {
		out["env"] = s.Env.Value
	}
	if s.File.Set() {
		out["file"] = s.File.Value
	}
	return out
}

// String is the reference, for people.
func (s Secret) String() string {
	if s.Env.Set() {
		return "$" + s.Env.Value
	}
	return "file " + s.File.Value
}

// Value is text, or where a secret is.
type Value struct {
	Text   strictyaml.At[string]
	Secret *Secret
}

// FromYAML reads one or the other.
func (v *Value) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind == yaml.MappingNode {
		v.Secret = &Secret{}
		v.Secret.FromYAML(n, p)
		return
	}
	p.Decode(n, &v.Text)
}

// ToYAML gives the one that is set.
func (v Value) ToYAML() any {
	if v.Secret != nil {
		return v.Secret.ToYAML()
	}
	return v.Text.Value
}

// Raw is the directory of what was served, beside Out.
func (c Collector) Raw() string { return strings.TrimSuffix(c.Out.Value, ".jsonl") + ".raw" }

// Brings lists the kinds of evidence that the collector is to bring, sorted.
func (c Collector) Brings() []string {
	out := c.Kinds.Words()
	if c.Type.Value == CollectGitHub {
		for _, topic := range c.Topics() {
			out = append(out, GitHubTopics[topic])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Topics are what a github collector asks, sorted; everything that its
// repositories and organization have where nothing is chosen.
func (c Collector) Topics() []string {
	if c.Collect != nil {
		return slices.Sorted(slices.Values(c.Collect.Words()))
	}
	var out []string
	if c.Repositories != nil {
		out = append(out, "code-scanning", "dependabot", "rules", "secret-scanning")
	}
	if c.Organization.Set() {
		out = append(out, "members")
	}
	slices.Sort(out)
	return out
}

// Bounds of a collector.
const (
	defaultCollectBytes = 64 << 20
	mostCollectBytes    = 256 << 20 // what collect reads of a file
	defaultRetries      = 4
	mostRetries         = 10
	defaultPages        = 1000
	mostPages           = 100_000
)

// Wait is how long one answer, or the program, may take.
func (c Collector) Wait() time.Duration {
	if d, err := time.ParseDuration(c.Timeout.Value); err == nil {
		return d
	}
	if c.Type.Value == CollectCommand || c.Type.Value == CollectOsquery {
		return 5 * time.Minute
	}
	return 30 * time.Second
}

// Limit is how many bytes of one capture are taken.
func (c Collector) Limit() int64 {
	if c.MaxBytes.Set() {
		return c.MaxBytes.Value
	}
	return defaultCollectBytes
}

// Tries is how often a request is repeated that failed for a while.
func (c Collector) Tries() int {
	if c.Retries.Set() {
		return c.Retries.Value
	}
	return defaultRetries
}

// Most is how many pages are read.
func (p *Paging) Most() int {
	if p != nil && p.MaxPages.Set() {
		return p.MaxPages.Value
	}
	return defaultPages
}

// collectors lists them in force.
func (s *settings) collectors(all map[string]Collector) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c, at := all[name], "collectors."+name+"."
		s.text(at+"type", c.Type, "")
		s.text(at+"out", c.Out, "")
		s.text(at+"component", c.Component, "")
		s.add(at+"kinds", strings.Join(c.Brings(), ", "), c.Type.Place)
		s.text(at+"format", c.Format, "by content")
		s.text(at+"url", c.URL, "")
		s.text(at+"timeout", c.Timeout, c.Wait().String())
		s.add(at+"max-bytes", strconv.FormatInt(c.Limit(), 10), c.MaxBytes.Place)
		s.add(at+"redact", strconv.Itoa(len(c.Redact))+" rules", problem.Place{})
	}
}
