package infra

import (
	"context"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

const vexStatements = "vex-statements"

// vexNames are the member names of OpenVEX and CSAF that errors may print.
const vexNames = `@context @id author timestamp last_updated version statements vulnerability products status justification
document category csaf_version title tracking id current_release_date vulnerabilities product_tree publisher name`

// vexFile is a file of statements on vulnerabilities: what somebody says of
// whether a product is affected.
//
// A statement is no scan. Who may make it is for the trust policy to say; here it
// is only read. A record that names no vulnerability, no product or no status
// that VEX knows is kept raw.
type vexFile struct {
	s *raw.Source
	j *raw.JSON

	id, author, at string
	draft          bool
	statements     []vexStatement
}

// vexStatement is one element of the payload.
type vexStatement struct {
	vulnerability string
	aliases       []string
	status        string
	justification string
	explained     bool
	time          string
	products      []vexProduct
	position      string
}

// vexProduct is a product, or with parts the part of a product, that a statement
// is about.
type vexProduct struct {
	id, purl, cpe, digest string
	parts                 []vexProduct
}

// The words of VEX for a status. CSAF's are translated into these of OpenVEX.
const (
	vexNotAffected   = "not_affected"
	vexAffected      = "affected"
	vexFixed         = "fixed"
	vexInvestigating = "under_investigation"
)

// vexStatuses are the words that a statement may have, the one that clears least
// first.
var vexStatuses = []string{vexAffected, vexInvestigating, vexFixed, vexNotAffected}

// vexJustifications are the reasons for not_affected that OpenVEX and CSAF share;
// a word of neither is no reason.
var vexJustifications = []string{
	"component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
	"vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
}

func justified(word string) string {
	if slices.Contains(vexJustifications, word) {
		return word
	}
	return ""
}

// add takes a statement that the payload has a place for.
func (v *vexFile) add(x vexStatement) {
	x.aliases = slices.DeleteFunc(x.aliases, func(id string) bool { return id == "" || id == x.vulnerability })
	v.statements = append(v.statements, x)
}

// emit yields the statements, and says so where they were taken for a scan or
// where there are none.
func (v *vexFile) emit() error {
	v.s.Finish()
	if v.s.Declares(raw.Vulnerabilities) {
		err := v.s.Unshown(raw.Vulnerabilities, nil, "statements on vulnerabilities are no scan",
			"declare vex-statements for them, and a scanner's own report for vulnerabilities")
		if err != nil {
			return err
		}
	}
	if t, _, ok := raw.ParseTime(v.at); ok && len(v.statements) == 0 {
		v.s.Opt.Collected = t // what is kept raw is as old as the document
	}
	switch kept := v.s.File.Records.Raw > 0; {
	case len(v.statements) > 0:
	case kept && !v.s.Declares(vexStatements):
		return nil
	default:
		return v.s.Unshown(vexStatements, nil, "it has no statement that names a vulnerability, a product and a status",
			"look at what the author left out, or take the file out of the sources")
	}
	terms := make([]*raw.Term, len(v.statements))
	for i := range v.statements {
		terms[i] = v.statement(&v.statements[i])
	}
	document := v.s.Fields().Text("id", v.id, raw.ShortText).Text("author", v.author, raw.ShortText)
	if v.draft {
		document.Flag("draft", true)
	}
	return v.s.Emit(raw.Draft{
		Kind: vexStatements, Subject: v.id, Collected: v.at,
		Collector: v.s.File.Format,
		Payload:   v.s.Fields().Value("document", document.Object()).List("statements", terms).Object(),
	})
}

func (v *vexFile) statement(x *vexStatement) *raw.Term {
	f := v.s.Fields().
		Must("vulnerability", x.vulnerability).
		Texts("aliases", x.aliases, raw.ShortText, false).
		Must("status", x.status).
		Text("justification", x.justification, raw.ShortText).
		Text("time", raw.Stamp(x.time), raw.ShortText).
		List("products", v.products(x.products)).
		Text("position", x.position, raw.ShortText)
	if x.explained {
		f.Flag("explained", true)
	}
	return f.Term()
}

// products builds the objects of products. What tells a product is never cut: a
// part of a package URL is another package.
func (v *vexFile) products(list []vexProduct) []*ast.Term {
	out := make([]*ast.Term, len(list))
	for i, p := range list {
		f := v.s.Fields().Text("id", p.id, raw.ShortText)
		for _, m := range [...][2]string{{"purl", p.purl}, {"cpe", p.cpe}, {"digest", p.digest}} {
			if m[1] != "" {
				f.Must(m[0], m[1])
			}
		}
		if len(p.parts) > 0 {
			f.List("subcomponents", v.products(p.parts))
		}
		out[i] = f.Term()
	}
	return out
}

// vexDigest is a SHA-256 as images are named by it; empty for anything else.
func vexDigest(hex string) string {
	hex = strings.ToLower(strings.TrimPrefix(hex, "sha256:"))
	if len(hex) != 64 || strings.Trim(hex, "0123456789abcdef") != "" {
		return ""
	}
	return "sha256:" + hex
}

// newVEX begins a file.
func newVEX(ctx context.Context, s *raw.Source) *vexFile {
	return &vexFile{s: s, j: raw.NewJSON(ctx, s, vexNames)}
}
