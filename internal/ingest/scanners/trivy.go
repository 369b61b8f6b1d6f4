package scanners

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// trivyNames are the member names of Trivy's report that errors may print.
const trivyNames = `SchemaVersion Trivy Version CreatedAt ArtifactName ArtifactType Metadata Results
ImageID RepoTags RepoDigests RepoURL Commit ClusterName Resources Findings Vulnerabilities
Misconfigurations Secrets Licenses Packages ExperimentalModifiedFindings Finding Target Class Type
MisconfSummary Namespace Kind Name Error VulnerabilityID PkgName Severity Status CVSS ID RuleID`

// trivyReport is what is known of a Trivy report while it is read.
type trivyReport struct {
	s *raw.Source
	j *raw.JSON

	schema   int
	version  string
	created  string
	name     string
	artifact string
	cluster  bool
	meta     trivyMetadata

	packages, configs raw.Examined
	classes           raw.Examined // package classes, they tell one scan from another
	vulnsShown        bool         // the report has a member for vulnerabilities, empty or not
	secretsShown      bool
	vulns, misconfs   []*raw.Term
	secrets           []trivySecret // wait for the report's target
	bom, licenses     []*raw.Term
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
	OS          struct{ EOSL bool }
}

// readTrivy reads Trivy's own JSON: the report on an image, a file system, a
// repository, a virtual machine or an account, the bare list of results of
// releases before 0.20, and the report on a Kubernetes cluster.
//
// Source: aquasecurity/trivy, pkg/types/report.go and pkg/k8s/report.
func readTrivy(ctx context.Context, s *raw.Source) error {
	r := &trivyReport{s: s, j: raw.NewJSON(ctx, s, trivyNames)}
	read := func() error { return r.j.Object(r.member) }
	if r.j.Kind() == '[' {
		read = r.results
	}
	if err := read(); err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	if r.schema < 0 || r.schema > 2 {
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/SchemaVersion"}
	}
	s.Finish()
	return r.emit()
}

func (r *trivyReport) member(name string) error {
	switch name {
	case "SchemaVersion":
		return r.j.Into(&r.schema)
	case "Trivy":
		var v struct{ Version string }
		err := r.j.Into(&v)
		r.version = v.Version
		return err
	case "CreatedAt":
		return r.j.Into(&r.created)
	case "ArtifactName":
		return r.j.Into(&r.name)
	case "ArtifactType":
		return r.j.Into(&r.artifact)
	case "ClusterName":
		r.cluster = true
		return r.j.Into(&r.name)
	case "Metadata":
		return r.j.Into(&r.meta)
	case "Results":
		return r.results()
	case "Resources", "Findings", "Vulnerabilities", "Misconfigurations":
		// A cluster's report; the last two are of its first releases.
		r.cluster = true
		return r.j.Array(func(int) error { return r.resource() })
	}
	return r.j.Skip()
}

func (r *trivyReport) results() error {
	return r.j.Array(func(int) error {
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
	err := r.j.Object(func(member string) error {
		switch member {
		case "Namespace":
			return r.j.Into(&namespace)
		case "Kind":
			return r.j.Into(&kind)
		case "Name":
			return r.j.Into(&name)
		case "Error":
			return r.j.Into(&failed)
		case "Results":
			return r.j.Array(func(int) error {
				t, err := r.result()
				results = append(results, t)
				return err
			})
		}
		return r.j.Skip()
	})
	if err != nil {
		return err
	}
	full := strings.TrimPrefix(namespace+"/"+kind+"/"+name, "/")
	for _, t := range results {
		r.add(t, full, failed != "")
	}
	if failed != "" {
		r.failures = append(r.failures, trivyFailure{raw.Clean(raw.Clip(full, raw.ShortText)), r.j.Here()})
	}
	return nil
}

// failed makes a record of each resource whose scan failed: nobody knows what is
// wrong with it, so that it decides nothing. Kinds that have no name of their
// own for a resource say it of the whole target.
func (r *trivyReport) failed(whole string) (out []*raw.Term) {
	for _, f := range r.failures {
		t := r.s.Fields().
			Must("id", "scan-failed").Must("title", "The scan of this resource failed").
			Must("severity", "unknown").Must("status", raw.Undecided).Must("upstream_status", "error").
			Flag("suppressed", false).Must("target", raw.First(whole, f.resource))
		if whole != "" {
			t.Must("path", f.resource)
		}
		out = append(out, t.Text("position", f.position, raw.ShortText).Term())
	}
	return out
}

// unsupported is a record of a system that its maker supports no longer: nobody
// publishes what is wrong with it, so that finding nothing decides nothing.
func (r *trivyReport) unsupported() []*raw.Term {
	if !r.meta.OS.EOSL || len(r.packages.Names) == 0 {
		return nil
	}
	return []*raw.Term{r.s.Fields().
		Must("id", "distro-eol").Must("title", "The system is not supported any more, so that its vulnerabilities are not known").
		Must("severity", "unknown").Must("status", raw.Undecided).Must("upstream_status", "end of service life").
		Flag("suppressed", false).Must("target", r.packages.Names[0]).Text("position", "/Metadata/OS/EOSL", raw.ShortText).Term()}
}

// target is what the report is about. A path is no name that a component
// could go by, so reports on directories and files name no target.
func (r *trivyReport) target() raw.Target {
	m := r.meta
	t := raw.Target{Name: r.name, Aliases: slices.Concat(m.RepoTags, m.RepoDigests, []string{m.ImageID, m.RepoURL})}
	switch {
	case r.cluster:
		t.Kind = "cluster"
	case r.artifact == "container_image":
		t.Kind = "image"
		t.Name = raw.First(append([]string{r.name}, append(slices.Concat(m.RepoTags, m.RepoDigests), m.ImageID)...)...)
		t.Digest = m.ImageID
		for _, d := range m.RepoDigests {
			if _, digest, ok := strings.Cut(d, "@"); ok {
				t.Digest = digest
				break
			}
		}
	case r.artifact == "repository":
		t.Kind, t.Name, t.Revision = "repository", raw.First(m.RepoURL, r.name), m.Commit
	case r.artifact == "aws_account" || r.artifact == "cloud":
		t.Kind = "cloud-account"
	case r.artifact == "vm":
		t.Kind = "vm"
	case r.artifact == "cyclonedx" || r.artifact == "spdx":
		t.Kind, t.Name, t.Revision = "sbom", m.RepoURL, m.Commit
	default:
		t.Kind, t.Name, t.Revision = "filesystem", m.RepoURL, m.Commit
	}
	return t
}

// emit yields one document per kind that the report shows it brings, and says
// so where a kind that the source declares is not shown.
func (r *trivyReport) emit() error {
	tg := r.target()
	for _, kind := range trivyKinds {
		d, shown := r.document(kind, tg)
		var err error
		switch {
		case shown:
			err = r.s.Emit(d)
		case kind == raw.Vulnerabilities && len(r.packages.Names) > 0 && len(r.s.Opt.Kinds) == 0:
			// Trivy lists packages when it was asked for them only, and a
			// clean report looks the same.
			err = r.s.Unshown(kind, tg.IDs(),
				"the report lists packages and no vulnerability, and does not say whether vulnerabilities were looked for",
				"name `kinds: [vulnerabilities]` in the sources entry when the scan includes them")
		case r.s.Declares(kind):
			err = r.s.Unshown(kind, tg.IDs(),
				"the report does not show that anything was examined for this kind",
				"run Trivy with the scanner for it, or take the kind out of the source's `kinds:`")
		}
		if err != nil {
			return err
		}
	}
	if r.s.Doc == 0 {
		return r.s.Unshown("", tg.IDs(), "the report does not show that anything was examined", "look at how Trivy was called")
	}
	return nil
}

// document builds the document of one kind; shown is false where the report
// does not show that its scan ran.
func (r *trivyReport) document(kind string, tg raw.Target) (d raw.Draft, shown bool) {
	s := r.s
	c := raw.Scan{Ended: r.created}
	f := s.Fields().Value("tool", s.Tool("trivy", r.version)).Value("target", s.Target(tg))
	d = raw.Draft{Kind: kind, Subject: tg.Name, IDs: tg.IDs(), Collected: r.created, Collector: "trivy"}
	var looked, findings = []string{s.Name(tg)}, []*raw.Term(nil)
	switch kind {
	case raw.Vulnerabilities:
		looked, findings = r.packages.Names, slices.Concat(r.vulns, r.failed(""), r.unsupported())
		shown = len(r.vulns) > 0 || len(r.packages.Names) > 0 && (r.vulnsShown || s.Declares(kind))
		c.Asserted = len(r.vulns) == 0 && !r.vulnsShown
		if c.Asserted {
			// What only the configuration vouches for takes the place of no
			// report that shows more.
			d.Collector += " asserted"
		}
		slices.Sort(r.classes.Names)
		d.Collector += " " + strings.Join(r.classes.Names, " ")
	case raw.ConfigurationFindings:
		looked, findings = r.configs.Names, slices.Concat(r.misconfs, r.failed(""))
		shown = len(r.misconfs) > 0 || len(looked) > 0 || len(r.failures) > 0 && len(r.vulns) == 0
	case raw.SecretFindings:
		shown = r.secretsShown
		for i := range r.secrets {
			findings = append(findings, r.secret(&r.secrets[i], looked[0]))
		}
		findings = append(findings, r.failed(looked[0])...)
	case raw.SBOM:
		shown = len(r.bom) > 0 || len(r.licenses) > 0
	}
	if tg.Name == "" {
		// Reports that name no target of their own must not replace each
		// other: each file is its own series.
		d.Collector += " " + s.Opt.Path
	}
	f.Value("scan", s.Scan(c)).Texts("examined", looked, raw.ShortText, true)
	if kind == raw.SBOM {
		f.List("components", r.bom).List("licenses", r.licenses)
	} else {
		f.List("findings", findings)
	}
	if shown {
		d.Payload = f.Object()
	}
	return d, shown
}

// isTrivy knows the report, the report on a cluster, and the bare list of
// results of early releases.
func isTrivy(h raw.Head) bool {
	if h.List {
		return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(h.Text[1:], " \t\r\n"), []byte("{")), " \t\r\n"), []byte(`"Target"`))
	}
	if h.Lines {
		return false
	}
	switch {
	case h.Has("SchemaVersion") && (h.Has("ArtifactName") || h.Has("ArtifactType") || h.Has("ClusterName") || h.Has("Results")),
		h.Has("ArtifactName", "Results"), h.Has("ArtifactName", "ArtifactType"):
		return true
	}
	return h.Has("ClusterName") && (h.Has("Resources") || h.Has("Findings") || h.Has("Vulnerabilities") || h.Has("Misconfigurations"))
}

// trivyKinds are the kinds that a report can bring, in the order in which their
// documents are yielded.
var trivyKinds = []string{raw.Vulnerabilities, raw.ConfigurationFindings, raw.SecretFindings, raw.SBOM}
