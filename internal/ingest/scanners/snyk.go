package scanners

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// snykNames are the member names of Snyk's report that errors may print.
const snykNames = `vulnerabilities infrastructureAsCodeIssues applications filtered ignore patch ignored reason ok error
dependencyCount packageManager projectName displayTargetFile targetFile path docker id title severity
severityWithCritical severityThreshold type identifiers CVE CWE cvssScore CVSSv3 cvssDetails assigner cvssV3Vector cvssV3BaseScore
fixedIn disclosureTime publicationTime packageName moduleName name version from isIgnored lineNumber msg issue
iacDescription`

// snykKinds are the kinds that a report can bring.
var snykKinds = []string{raw.Vulnerabilities, raw.ConfigurationFindings}

// snykReport gathers projects by what they are about.
type snykReport struct {
	s        *raw.Source
	j        *raw.JSON
	docs     gathered
	failed   []string // projects whose test failed
	filtered bool     // the test left out what is less severe than a threshold
}

// readSnyk reads the JSON of `snyk test`, `snyk container test` and `snyk iac
// test`: one project, or the list of --all-projects. (`snyk code test` writes
// SARIF.) An image is a target with a name; projects of a directory are parts of
// one that has none. Snyk says no time: its sources entry does. What .snyk
// ignores stays a finding, marked; license issues are kept raw.
//
// Source: docs.snyk.io, "Snyk CLI", releases 1.400 to 1.1300; snyk/cli,
// src/lib/formatters and test/fixtures.
func readSnyk(ctx context.Context, s *raw.Source) error {
	r := &snykReport{s: s, j: raw.NewJSON(ctx, s, snykNames)}
	one := func() error {
		p, err := r.project()
		if err == nil {
			r.place(&p, "")
		}
		return err
	}
	read := one
	if r.j.Kind() == '[' {
		read = func() error {
			return r.j.Array(func(int) error { return one() })
		}
	}
	if err := read(); err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	for _, d := range r.docs.docs {
		for _, name := range r.failed {
			d.findings = append(d.findings, finding{
				id: "scan-failed", title: "The test of this project failed", severity: "unknown", status: raw.Undecided, word: "error",
				target: raw.Clean(raw.Clip(raw.First(name, "unnamed project"), raw.ShortText)),
			})
		}
	}
	for _, d := range r.docs.docs {
		if r.filtered {
			d.findings = append(d.findings, finding{
				id: "severity-threshold", title: "The test left out what is less severe than its threshold", severity: "unknown", status: raw.Undecided,
				word: "severityThreshold", target: raw.First(append(slices.Clone(d.examined.Names), "unnamed project")...),
			})
		}
	}
	if len(r.docs.docs) == 0 && len(r.failed) > 0 {
		s.Finish()
		return s.Unshown("", nil, "the test of every project failed", "look at what Snyk says of the project, and test it again")
	}
	return r.docs.emit(s, snykKinds, "", "look at what Snyk says of the project, and test it again")
}

// snykProject is one tested project while it is read. Its members come in any
// order, so its records wait for its name.
type snykProject struct {
	vulnerable, misconfigured []finding
	tested, iac               bool // there is a list of vulnerabilities, of configuration issues
	image, failed             bool
	dependencies              *int
	name, file, path          string
	applications              []snykProject // within an image
}

// project reads one project.
func (r *snykReport) project() (p snykProject, err error) {
	err = r.j.Object(func(name string) error {
		switch name {
		case "vulnerabilities":
			p.tested = p.tested || r.j.Kind() == '['
			return r.j.Array(func(int) error { return r.vulnerability(&p, "") })
		case "infrastructureAsCodeIssues":
			p.iac = p.iac || r.j.Kind() == '['
			return r.j.Array(func(int) error { return r.issue(&p) })
		case "filtered":
			return r.j.Object(func(list string) error {
				if list != "ignore" && list != "patch" {
					return r.j.Skip()
				}
				return r.j.Array(func(int) error { return r.vulnerability(&p, list) })
			})
		case "applications":
			return r.j.Array(func(int) error {
				app, err := r.project()
				p.applications = append(p.applications, app)
				return err
			})
		case "docker":
			p.image = r.j.Kind() == '{'
			return r.j.Skip()
		case "error":
			p.failed = r.j.Kind() != 'n'
			return r.j.Skip()
		case "severityThreshold":
			var threshold string
			err := r.j.Into(&threshold)
			r.filtered = r.filtered || threshold != "" && threshold != "low"
			return err
		case "dependencyCount":
			return r.j.Into(&p.dependencies)
		case "projectName":
			return r.j.Into(&p.name)
		case "displayTargetFile":
			return r.j.Into(&p.file)
		case "targetFile":
			var file string
			err := r.j.Into(&file)
			p.file = raw.First(p.file, file)
			return err
		case "path":
			return r.j.Into(&p.path)
		}
		return r.j.Skip()
	})
	return p, err
}

// place puts a project into the documents of its image, or of the directory.
func (r *snykReport) place(p *snykProject, image string) {
	if p.image = p.image || strings.HasPrefix(p.name, "docker-image|"); p.image && image == "" {
		image = raw.First(p.path, strings.TrimPrefix(p.name, "docker-image|"))
	}
	label := p.name
	switch {
	case p.image:
		label = "system packages"
	case p.file != "":
		label = strings.TrimPrefix(p.name+": "+p.file, ": ")
	}
	label = raw.First(label, p.path, "unnamed project")
	if p.failed || !p.tested && !p.iac {
		r.failed = append(r.failed, label)
	}
	if p.iac {
		r.add(raw.ConfigurationFindings, "snyk iac", raw.Target{Kind: "repository"}, raw.First(p.file, label), p.misconfigured, p.failed)
	}
	if p.tested && !p.iac || len(p.vulnerable) > 0 {
		t, collector := raw.Target{Kind: "repository"}, "snyk"
		if image != "" {
			t, collector = raw.Target{Kind: "image", Name: image}, "snyk container"
		}
		// A project without dependencies is one of which nothing was looked at.
		nothing := p.dependencies != nil && *p.dependencies == 0 && len(p.vulnerable) == 0
		r.add(raw.Vulnerabilities, collector, t, label, p.vulnerable, p.failed || nothing)
	}
	for i := range p.applications {
		r.place(&p.applications[i], image)
	}
}

// add adds a part of a target with its records; of one that was not looked at
// nothing is decided.
func (r *snykReport) add(kind, collector string, t raw.Target, label string, findings []finding, missed bool) {
	d := r.docs.of(kind+"\x00"+t.Name, func() *scanned {
		return &scanned{kind: kind, tool: "snyk", collector: collector, target: t}
	})
	label = raw.Clean(raw.Clip(label, raw.ShortText))
	if !missed {
		d.examined.Add(label)
	}
	for _, f := range findings {
		if f.target = label; missed {
			f.status = raw.Undecided
		}
		d.findings = append(d.findings, f)
	}
}

type snykVulnerability struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Severity    string `json:"severity"`
	Critical    string `json:"severityWithCritical"`
	Type        string `json:"type"`
	Identifiers struct {
		CVE []string `json:"CVE"`
		CWE []string `json:"CWE"`
	} `json:"identifiers"`
	Score   *float64 `json:"cvssScore"`
	Vector  string   `json:"CVSSv3"`
	Details []struct {
		Assigner string  `json:"assigner"`
		Vector   string  `json:"cvssV3Vector"`
		Score    float64 `json:"cvssV3BaseScore"`
	} `json:"cvssDetails"`
	FixedIn     []string `json:"fixedIn"`
	Disclosed   string   `json:"disclosureTime"`
	Published   string   `json:"publicationTime"`
	PackageName string   `json:"packageName"`
	ModuleName  string   `json:"moduleName"`
	Name        string   `json:"name"`
	Version     string   `json:"version"`
	Filtered    struct {
		Ignored []struct {
			Reason string `json:"reason"`
		} `json:"ignored"`
	} `json:"filtered"`
}

// vulnerability reads one vulnerable dependency path; list is "ignore" or
// "patch" where Snyk was told to set it aside.
func (r *snykReport) vulnerability(p *snykProject, list string) error {
	if err := r.j.Count(); err != nil {
		return err
	}
	e, err := r.j.Next()
	if err != nil {
		return err
	}
	var v snykVulnerability
	if err := r.j.Entry(e, &v); err != nil {
		return err
	}
	if v.Type == "license" || strings.HasPrefix(v.ID, "snyk:lic:") {
		return r.j.KeepEntry("license issue", e)
	}
	f := finding{
		id: v.ID, title: v.Title, severity: raw.Severity(raw.First(v.Critical, v.Severity)), status: raw.Fail, position: e.Position,
		pkg:       part{name: raw.First(v.Name, v.PackageName, v.ModuleName), version: v.Version, fixed: strings.Join(v.FixedIn, ", ")},
		published: raw.First(v.Disclosed, v.Published), cwe: v.Identifiers.CWE,
	}
	if len(v.Identifiers.CVE) == 1 {
		f.id = v.Identifiers.CVE[0]
	}
	var scores []scored
	if v.Score != nil {
		scores = append(scores, scored{CVSS: raw.CVSS{Version: raw.VectorVersion(v.Vector, "3.0"), Score: *v.Score, Vector: v.Vector}})
	}
	for _, c := range v.Details {
		scores = append(scores, scored{raw.CVSS{Version: raw.VectorVersion(c.Vector, "3.0"), Score: c.Score, Vector: c.Vector}, c.Assigner == "NVD"})
	}
	f.cvss = bestScore(scores)
	if list != "" {
		f.suppressed, f.suppression, f.word = true, map[string]string{"ignore": "ignored", "patch": "patched"}[list], list
		for _, i := range v.Filtered.Ignored {
			if i.Reason != "" {
				f.suppression = i.Reason
				break
			}
		}
	}
	p.vulnerable = append(p.vulnerable, f)
	return nil
}

// issue reads one issue of infrastructure code.
func (r *snykReport) issue(p *snykProject) error {
	var v struct {
		ID          string `json:"id"`
		Title       string `json:"title"`
		Severity    string `json:"severity"`
		Ignored     bool   `json:"isIgnored"`
		Line        int    `json:"lineNumber"`
		Message     string `json:"msg"`
		Issue       string `json:"issue"`
		Description struct {
			Issue string `json:"issue"`
		} `json:"iacDescription"`
	}
	if err := r.j.Record(&v); err != nil {
		return err
	}
	f := finding{
		id: v.ID, title: v.Title, message: raw.First(v.Issue, v.Description.Issue), severity: raw.Severity(v.Severity), status: raw.Fail,
		resource: v.Message, line: v.Line, position: r.j.Here(), suppressed: v.Ignored,
	}
	if v.Ignored {
		f.suppression, f.word = "ignored", "ignored"
	}
	p.misconfigured = append(p.misconfigured, f)
	return nil
}

// isSnyk knows a project by its first vulnerability, because that may be longer
// than what is seen of the file, or by members that only projects have together.
func isSnyk(h raw.Head) bool {
	if h.Lines || h.Has("bomFormat") {
		return false
	}
	if h.Has("infrastructureAsCodeIssues") || h.Has("vulnerabilities", "dependencyCount") || h.Has("ok", "error", "path") {
		return true
	}
	first := h.In("vulnerabilities")
	return first.List && first.Has("id", "title") && slices.ContainsFunc([]string{"CVSSv3", "semver", "from", "upgradePath", "packageName"}, func(n string) bool { return first.Has(n) })
}
