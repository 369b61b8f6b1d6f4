package ingest

import (
	"context"
	"slices"
	"strings"
)

// trivyNames are the member names of Trivy's report that errors may print.
const trivyNames = `SchemaVersion Trivy Version CreatedAt ArtifactName ArtifactType Metadata Results
ImageID RepoTags RepoDigests RepoURL Commit ClusterName Resources Findings Vulnerabilities
Misconfigurations Secrets Licenses Packages ExperimentalModifiedFindings Finding Target Class Type
MisconfSummary Namespace Kind Name Error VulnerabilityID PkgName Severity Status CVSS ID RuleID`

// trivyReport is what is known of a Trivy report while it is read.
type trivyReport struct {
	s *source
	j *jsonReader

	schema   int
	version  string
	created  string
	name     string
	artifact string
	cluster  bool
	meta     trivyMetadata

	packages, configs examined
	classes           examined // package classes, they tell one scan from another
	vulnsShown        bool     // the report has a member for vulnerabilities, empty or not
	secretsShown      bool
	vulns, misconfs   []*term
	secrets           []trivySecret // wait for the report's target
	bom, licenses     []*term
	failures          []trivyFailure
}

// trivyFailure is a resource of a cluster whose scan failed.
type trivyFailure struct{ resource, position string }

type trivyMetadata struct {
	ImageID     string
	RepoTags    []string
	RepoDigests []string
	RepoURL     string
	Commit      string
}

// readTrivy reads Trivy's own JSON: the report on an image, a file system, a
// repository, a virtual machine or an account, the bare list of results of
// releases before 0.20, and the report on a Kubernetes cluster.
//
// Source: aquasecurity/trivy, pkg/types/report.go and pkg/k8s/report.
func readTrivy(ctx context.Context, s *source) error {
	r := &trivyReport{s: s, j: newJSON(ctx, s, trivyNames)}
	read := func() error { return r.j.object(r.member) }
	if r.j.kind() == '[' {
		read = r.results
	}
	if err := read(); err != nil {
		return err
	}
	if err := r.j.end(); err != nil {
		return err
	}
	if r.schema < 0 || r.schema > 2 {
		return &fault{code: faultVersion, pointer: "/SchemaVersion"}
	}
	s.finish()
	return r.emit()
}

func (r *trivyReport) member(name string) error {
	switch name {
	case "SchemaVersion":
		return r.j.into(&r.schema)
	case "Trivy":
		var v struct{ Version string }
		err := r.j.into(&v)
		r.version = v.Version
		return err
	case "CreatedAt":
		return r.j.into(&r.created)
	case "ArtifactName":
		return r.j.into(&r.name)
	case "ArtifactType":
		return r.j.into(&r.artifact)
	case "ClusterName":
		r.cluster = true
		return r.j.into(&r.name)
	case "Metadata":
		return r.j.into(&r.meta)
	case "Results":
		return r.results()
	case "Resources", "Findings", "Vulnerabilities", "Misconfigurations":
		// A cluster's report; the last two are of its first releases.
		r.cluster = true
		return r.j.array(func(int) error { return r.resource() })
	}
	return r.j.skip()
}

func (r *trivyReport) results() error {
	return r.j.array(func(int) error {
		t, err := r.result()
		if err == nil {
			r.add(t, "", false)
		}
		return err
	})
}

// resource reads one resource of a cluster. Trivy says of each whether its
// scan failed; what a failed scan lists is kept and decides nothing.
func (r *trivyReport) resource() error {
	var namespace, kind, name, failed string
	var results []trivyResult
	err := r.j.object(func(member string) error {
		switch member {
		case "Namespace":
			return r.j.into(&namespace)
		case "Kind":
			return r.j.into(&kind)
		case "Name":
			return r.j.into(&name)
		case "Error":
			return r.j.into(&failed)
		case "Results":
			return r.j.array(func(int) error {
				t, err := r.result()
				results = append(results, t)
				return err
			})
		}
		return r.j.skip()
	})
	if err != nil {
		return err
	}
	full := strings.TrimPrefix(namespace+"/"+kind+"/"+name, "/")
	for _, t := range results {
		r.add(t, full, failed != "")
	}
	if failed != "" {
		r.failures = append(r.failures, trivyFailure{clean(clip(full, shortText)), r.j.here()})
	}
	return nil
}

// failed makes a record of each resource whose scan failed: nobody knows what is
// wrong with it, so that it decides nothing. Kinds that have no name of their
// own for a resource say it of the whole target.
func (r *trivyReport) failed(whole string) (out []*term) {
	for _, f := range r.failures {
		t := r.s.fields().
			must("id", "scan-failed").must("title", "The scan of this resource failed").
			must("severity", "unknown").must("status", undecided).must("upstream_status", "error").
			flag("suppressed", false).must("target", first(whole, f.resource))
		if whole != "" {
			t.must("path", f.resource)
		}
		out = append(out, t.text("position", f.position, shortText).term())
	}
	return out
}

// target is what the report is about. A path is no name that a component
// could go by, so reports on directories and files name no target.
func (r *trivyReport) target() target {
	m := r.meta
	t := target{name: r.name, aliases: slices.Concat(m.RepoTags, m.RepoDigests, []string{m.ImageID, m.RepoURL})}
	switch {
	case r.cluster:
		t.kind = "cluster"
	case r.artifact == "container_image":
		t.kind = "image"
		t.name = first(append([]string{r.name}, append(slices.Concat(m.RepoTags, m.RepoDigests), m.ImageID)...)...)
		t.digest = m.ImageID
		for _, d := range m.RepoDigests {
			if _, digest, ok := strings.Cut(d, "@"); ok {
				t.digest = digest
				break
			}
		}
	case r.artifact == "repository":
		t.kind, t.name, t.revision = "repository", first(m.RepoURL, r.name), m.Commit
	case r.artifact == "aws_account" || r.artifact == "cloud":
		t.kind = "cloud-account"
	case r.artifact == "vm":
		t.kind = "vm"
	case r.artifact == "cyclonedx" || r.artifact == "spdx":
		t.kind, t.name, t.revision = "sbom", m.RepoURL, m.Commit
	default:
		t.kind, t.name, t.revision = "filesystem", m.RepoURL, m.Commit
	}
	return t
}

// emit yields one document per kind that the report shows it brings, and says
// so where a kind that the source declares is not shown.
func (r *trivyReport) emit() error {
	tg := r.target()
	for _, kind := range Kinds(Trivy) {
		d, shown := r.document(kind, tg)
		var err error
		switch {
		case shown:
			err = r.s.emit(d)
		case kind == Vulnerabilities && len(r.packages.names) > 0 && len(r.s.opt.Kinds) == 0:
			// Trivy lists packages when it was asked for them only, and a
			// clean report looks the same.
			err = r.s.unshown(kind, tg.ids(),
				"the report lists packages and no vulnerability, and does not say whether vulnerabilities were looked for",
				"name `kinds: [vulnerabilities]` in the sources entry when the scan includes them")
		case r.s.declares(kind):
			err = r.s.unshown(kind, tg.ids(),
				"the report does not show that anything was examined for this kind",
				"run Trivy with the scanner for it, or take the kind out of the source's `kinds:`")
		}
		if err != nil {
			return err
		}
	}
	if r.s.doc == 0 {
		return r.s.unshown("", tg.ids(), "the report does not show that anything was examined", "look at how Trivy was called")
	}
	return nil
}

// document builds the document of one kind; shown is false where the report
// does not show that its scan ran.
func (r *trivyReport) document(kind string, tg target) (d draft, shown bool) {
	s := r.s
	c := scan{ended: r.created}
	f := s.fields().value("tool", s.tool("trivy", r.version)).value("target", s.target(tg))
	d = draft{kind: kind, subject: tg.name, ids: tg.ids(), collected: r.created, collector: "trivy"}
	var looked, findings = []string{s.name(tg)}, []*term(nil)
	switch kind {
	case Vulnerabilities:
		looked, findings = r.packages.names, slices.Concat(r.vulns, r.failed(""))
		shown = len(r.vulns) > 0 || len(r.packages.names) > 0 && (r.vulnsShown || s.declares(kind))
		c.asserted = len(r.vulns) == 0 && !r.vulnsShown
		slices.Sort(r.classes.names)
		d.collector += " " + strings.Join(r.classes.names, " ")
	case ConfigurationFindings:
		looked, findings = r.configs.names, slices.Concat(r.misconfs, r.failed(""))
		shown = len(r.misconfs) > 0 || len(looked) > 0 || len(r.failures) > 0 && len(r.vulns) == 0
	case SecretFindings:
		shown = r.secretsShown
		for i := range r.secrets {
			findings = append(findings, r.secret(&r.secrets[i], looked[0]))
		}
		findings = append(findings, r.failed(looked[0])...)
	case SBOM:
		shown = len(r.bom) > 0 || len(r.licenses) > 0
	}
	if tg.name == "" {
		// Reports that name no target of their own must not replace each
		// other: each file is its own series.
		d.collector += " " + s.opt.Path
	}
	f.value("scan", s.scan(c)).texts("examined", looked, shortText, true)
	if kind == SBOM {
		f.list("components", r.bom).list("licenses", r.licenses)
	} else {
		f.list("findings", findings)
	}
	if shown {
		d.payload = f.object()
	}
	return d, shown
}
