package scanners

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// account is the document of an account, a product, a region and a standard.
// What Trivy finds in files is of no account, whatever it was told.
func (r *asffReport) account(f *asffFinding, kind string) *scanned {
	if f.trivy() {
		return r.docs.of("trivy "+kind, func() *scanned {
			return &scanned{kind: kind, tool: "trivy", collector: "trivy asff", target: raw.Target{Kind: "filesystem"}}
		})
	}
	product, region := f.product(), f.region()
	collector := strings.TrimSpace(strings.Join(strings.Fields(product+" "+region+" "+f.standard()), " "))
	return r.docs.of(kind+"\x00"+f.AwsAccountID+"\x00"+collector, func() *scanned {
		return &scanned{kind: kind, tool: product, version: f.ProductFields["ProviderVersion"], collector: collector, target: cloudAccount("aws", f.AwsAccountID, f.AwsAccountName)}
	})
}

// configured reads a finding on a configuration: one record for each resource
// that it names.
func (r *asffReport) configured(f *asffFinding, position string) {
	d := r.account(f, raw.ConfigurationFindings)
	status, suppressed := f.status()
	d.seen.at(status, f.seen())
	out := finding{
		id: f.rule(), title: f.Title, message: f.Description, severity: f.severity(), position: position,
		status: status, word: f.word(), suppressed: suppressed, suppression: f.suppression(suppressed),
	}
	for _, a := range f.Resources {
		out.target = d.examined.Add(raw.First(a.ID, r.s.Name(d.target)))
		out.line, out.end = a.lines()
		d.findings = append(d.findings, out)
	}
	if len(f.Resources) == 0 {
		out.target = d.examined.Add(r.s.Name(d.target))
		d.findings = append(d.findings, out)
	}
}

// lines are where Trivy says that a misconfiguration stands.
func (a *asffResource) lines() (first, last int) {
	number := func(name string) int {
		n, err := strconv.Atoi(strings.Trim(string(a.Details.Other[name]), `"`))
		if err != nil || n < 0 || n > 1<<31 {
			return 0
		}
		return n
	}
	return number("StartLine"), number("EndLine")
}

// other is a text of the resource's other details.
func (a *asffResource) other(name string) string {
	text, err := jsontext.AppendUnquote(nil, a.Details.Other[name])
	if err != nil {
		return ""
	}
	return string(text)
}

// status translates what is said of a configuration. WARNING is a check that
// could not be made; a pass for which nothing was evaluated says that the rule
// applies to nothing. What somebody suppressed fails still, and where it passed
// nobody looks any more. A finding without a compliance status is a finding,
// unless a person says that it is resolved: nobody checked that.
func (f *asffFinding) status() (status string, suppressed bool) {
	suppressed = f.Workflow.Status == "SUPPRESSED"
	reason := func(code string) bool {
		for _, r := range f.Compliance.StatusReasons {
			if r.ReasonCode == code {
				return true
			}
		}
		return false
	}
	switch f.Compliance.Status {
	case "PASSED":
		switch {
		case suppressed:
			return raw.Undecided, true
		case reason("CONFIG_EVALUATIONS_EMPTY"):
			return raw.Skip, false
		}
		return raw.Pass, false
	case "FAILED":
		return raw.Fail, suppressed
	case "NOT_AVAILABLE":
		if reason("CONFIG_RETURNS_NOT_APPLICABLE") && !suppressed {
			return raw.Skip, false
		}
	case "":
		if f.Workflow.Status != "RESOLVED" {
			return raw.Fail, suppressed
		}
	}
	return raw.Undecided, suppressed
}

// word is the hub's own word: the status of the check and of the work on it.
func (f *asffFinding) word() string {
	return strings.TrimSpace(f.Compliance.Status + " " + f.Workflow.Status)
}

func (f *asffFinding) suppression(suppressed bool) string {
	if !suppressed {
		return ""
	}
	return raw.First(f.Note.Text, "suppressed in Security Hub")
}

// severity is the label, or what it is made from. Trivy writes INFORMATIONAL for
// what nobody has rated.
func (f *asffFinding) severity() string {
	switch n := f.Severity.Normalized; {
	case f.Severity.Label == "INFORMATIONAL" && f.trivy():
		return "unknown"
	case f.Severity.Label != "" || n == nil:
		return raw.Severity(f.Severity.Label)
	case *n >= 90:
		return "critical"
	case *n >= 70:
		return "high"
	case *n >= 40:
		return "moderate"
	case *n >= 1:
		return "low"
	}
	return "none"
}

// rule is what the check is called, whatever it looked at: the control, else
// the rule of its standard, else what generated the finding.
func (f *asffFinding) rule() string {
	if f.Compliance.SecurityControlID != "" {
		return f.Compliance.SecurityControlID
	}
	if id := f.ProductFields["ControlId"]; id != "" {
		return id
	}
	if id := f.ProductFields["RuleId"]; id != "" {
		return strings.TrimPrefix(f.standard()+"/"+id, "/")
	}
	id := f.GeneratorID
	if f.trivy() {
		// Its first templates named itself only.
		id = strings.TrimPrefix(strings.TrimPrefix(id, "Trivy"), "/")
	}
	return raw.First(id, f.Title, "unnamed")
}

var cveID = regexp.MustCompile(`CVE-[0-9]{4}-[0-9]{4,19}`)

// vulnerable reads a finding on vulnerable packages: one record for each
// vulnerability, package and resource. Each resource is a target.
func (r *asffReport) vulnerable(f *asffFinding, position string) {
	out := finding{
		title: f.Title, severity: f.severity(), position: position, firstSeen: f.FirstObservedAt,
		status: raw.Fail, word: f.word(), suppressed: f.Workflow.Status == "SUPPRESSED",
	}
	if f.Workflow.Status == "RESOLVED" {
		out.status = raw.Undecided // a person's word; the scanner has not said so
	}
	out.suppression = f.suppression(out.suppressed)
	resources := f.Resources
	if len(resources) == 0 {
		resources = []asffResource{{}}
	}
	for i := range resources {
		a := &resources[i]
		d := r.resource(f, a)
		d.seen.at(out.status, f.seen())
		out.target = d.examined.Add(raw.First(imageParts(a.ID), r.s.Name(d.target)))
		for _, v := range f.vulnerabilities(a) {
			one := out
			one.id, one.cvss, one.published = v.ID, bestScore(asffScores(v.Cvss)), v.Vendor.VendorCreatedAt
			for _, p := range v.VulnerablePackages {
				one.pkg = part{name: p.Name, version: p.Version, fixed: p.FixedInVersion, path: p.FilePath}
				if p.Release != "" {
					one.pkg.version += "-" + p.Release
				}
				if p.Epoch != "" && p.Epoch != "0" {
					one.pkg.version = p.Epoch + ":" + one.pkg.version
				}
				d.findings = append(d.findings, one)
			}
			if len(v.VulnerablePackages) == 0 {
				d.findings = append(d.findings, one)
			}
		}
	}
}

// vulnerabilities are those of a finding on one of its resources. Findings of
// Trivy and of the first Inspector have no list of them, and say it in words.
func (f *asffFinding) vulnerabilities(a *asffResource) []asffVulnerability {
	if len(f.Vulnerabilities) > 0 {
		return f.Vulnerabilities
	}
	v := asffVulnerability{ID: raw.First(a.other("CVE ID"), cveID.FindString(f.GeneratorID), cveID.FindString(f.Title), f.rule())}
	if name := a.other("PkgName"); name != "" {
		v.VulnerablePackages = append(v.VulnerablePackages, struct {
			Name, Version, Epoch, Release, FilePath, FixedInVersion string
		}{Name: name, Version: a.other("Installed Package"), FixedInVersion: a.other("Patched Package")})
	}
	for _, version := range []string{"3", "2"} {
		if score, err := strconv.ParseFloat(a.other("NvdCvssScoreV"+version), 64); err == nil {
			v.Cvss = append(v.Cvss, asffCVSS{Version: version + ".0", BaseVector: a.other("NvdCvssVectorV" + version), Source: "NVD", BaseScore: score})
		}
	}
	return []asffVulnerability{v}
}

// asffScores are the base scores of a vulnerability.
func asffScores(of []asffCVSS) (out []scored) {
	for _, c := range of {
		out = append(out, scored{raw.CVSS{Version: c.Version, Score: c.BaseScore, Vector: c.BaseVector}, c.Source == "NVD"})
	}
	return out
}

// resource is the document of one resource. Trivy's findings are all of one
// image, whose name is in the targets of its packages only.
func (r *asffReport) resource(f *asffFinding, a *asffResource) *scanned {
	product := f.product()
	if f.trivy() {
		d := r.docs.of("trivy", func() *scanned {
			return &scanned{kind: raw.Vulnerabilities, tool: "trivy", collector: "trivy asff", target: raw.Target{Kind: "image"}}
		})
		if name, _, ok := strings.Cut(a.ID, " ("); ok && d.target.Name == "" && strings.HasSuffix(a.ID, ")") {
			d.target.Name = name
		}
		return d
	}
	return r.docs.of(raw.Vulnerabilities+"\x00"+product+"\x00"+a.ID, func() *scanned {
		return &scanned{kind: raw.Vulnerabilities, tool: product, version: f.ProductFields["ProviderVersion"], collector: product, target: a.target()}
	})
}

// imageParts is what Trivy calls the packages of an image's system without the
// system's version, as the reader of its own reports calls them.
func imageParts(target string) string {
	name, system, ok := strings.Cut(target, " (")
	if system, closed := strings.CutSuffix(system, ")"); ok && closed {
		system, _, _ = strings.Cut(system, " ")
		return name + " (" + system + ")"
	}
	return target
}

// target is a resource as scanners and inventories call it.
func (a *asffResource) target() raw.Target {
	t := raw.Target{Name: a.ID}
	switch a.Type {
	case "AwsEc2Instance":
		t.Kind = "host"
		t.Aliases = append(t.Aliases, a.ID[strings.LastIndex(a.ID, "/")+1:])
		t.Aliases = append(t.Aliases, a.Details.AwsEc2Instance.IpV4Addresses...)
	case "AwsEcrContainerImage":
		t.Kind = "image"
		image := a.Details.AwsEcrContainerImage
		t.Digest = image.ImageDigest
		if image.RegistryID != "" && image.RepositoryName != "" {
			repository := image.RegistryID + ".dkr.ecr." + a.Region + ".amazonaws.com/" + image.RepositoryName
			for _, tag := range image.ImageTags {
				t.Aliases = append(t.Aliases, repository+":"+tag)
			}
			if image.ImageDigest != "" {
				t.Aliases = append(t.Aliases, repository+"@"+image.ImageDigest)
			}
		}
	case "Container":
		t.Kind, t.Aliases = "image", []string{a.Details.Container.ImageName}
	case "AwsLambdaFunction":
		t.Kind = "application"
	case "AwsAccount":
		t.Kind = "cloud-account"
	}
	return t
}

// secret reads a secret that Trivy found; nothing that it quotes is read.
func (r *asffReport) secret(f *asffFinding, position string) {
	d := r.account(f, raw.SecretFindings)
	d.seen.at(raw.Fail, f.seen())
	whole := d.examined.Add(r.s.Name(d.target))
	_, sort, _ := strings.Cut(f.Title, ": ")
	path := ""
	if len(f.Resources) > 0 {
		path = f.Resources[0].ID
	}
	d.findings = append(d.findings, finding{
		id: raw.First(sort, f.rule()), severity: f.severity(), status: raw.Fail, word: f.word(),
		suppressed: f.Workflow.Status == "SUPPRESSED", suppression: f.suppression(f.Workflow.Status == "SUPPRESSED"),
		target: whole, resource: path, position: position,
	})
}
