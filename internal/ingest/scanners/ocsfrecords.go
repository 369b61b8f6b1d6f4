package scanners

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// cloudAccount is an account as scanners and inventories call it.
func cloudAccount(provider, id, name string) raw.Target {
	t := raw.Target{Kind: "cloud-account", Name: id, Aliases: []string{name}}
	if strings.EqualFold(provider, "aws") && id != "" {
		t.Aliases = append(t.Aliases, "AWS::::Account:"+id, "arn:aws:iam::"+id+":root")
	}
	return t
}

// product is who says it, and region where: exports of two regions are two
// series, of which neither replaces the other.
func (v *ocsfEvent) product() (name, collector string) {
	name = raw.First(v.Metadata.Product.Name, "ocsf")
	region := v.Cloud.Region
	if region == "" && len(v.Resources) > 0 {
		region = v.Resources[0].Region
	}
	return name, strings.TrimSpace(name + " " + region)
}

// configured reads a finding on a configuration: one record for each resource
// that it names.
func (r *ocsfReport) configured(v *ocsfEvent, position string) {
	name, collector := v.product()
	account := v.Cloud.Account
	d := r.docs.of(raw.ConfigurationFindings+"\x00"+account.UID+"\x00"+v.Device.key()+"\x00"+collector, func() *scanned {
		t := cloudAccount(v.Cloud.Provider, account.UID, account.Name)
		switch {
		case account.UID != "":
		case v.Device != ocsfDevice{}:
			t = v.Device.target()
		case v.prowler():
			t = raw.Target{Kind: "cluster"} // of Kubernetes, whose name Prowler does not say here
		default:
			t = raw.Target{}
		}
		return &scanned{kind: raw.ConfigurationFindings, tool: name, version: v.Metadata.Product.Version, collector: collector, target: t}
	})
	status, suppressed, word := v.compliance()
	d.seen.at(status, v.seen())
	out := finding{
		id: v.rule(), title: raw.First(v.Info.Title, v.Older.Title), message: raw.First(v.StatusDetail, v.Message), severity: ocsfSeverity(v.SeverityID, v.Severity),
		status: status, word: word, suppressed: suppressed, suppression: v.suppression(suppressed), position: position,
	}
	for _, a := range v.Resources {
		out.target = d.examined.Add(raw.First(a.full(), r.s.Name(d.target)))
		d.findings = append(d.findings, out)
	}
	if len(v.Resources) == 0 {
		out.target = d.examined.Add(r.s.Name(d.target))
		d.findings = append(d.findings, out)
	}
}

// full is what tells a resource from others of its account.
func (a *ocsfResource) full() string {
	name := raw.First(a.UID, a.Name)
	if a.Namespace != "" && name != "" {
		name = a.Namespace + "/" + name
	}
	return name
}

func (d *ocsfDevice) key() string { return d.UID + "\x00" + d.Hostname + "\x00" + d.Name }

func (d *ocsfDevice) target() raw.Target {
	return raw.Target{Kind: "host", Name: raw.First(d.Hostname, d.Name, d.UID, d.IP), Aliases: []string{d.UID, d.Name, d.IP}}
}

// rule is what the check is called, whatever it looked at.
func (v *ocsfEvent) rule() string {
	control := ""
	if v.Compliance != nil {
		control = v.Compliance.Control
	}
	return raw.First(v.Metadata.EventCode, control, v.Metadata.Product.Feature.UID, v.Info.Analytic.UID, v.Info.Title, v.Older.Title, v.Info.UID, v.Older.UID, "unnamed")
}

// compliance translates what is said of a configuration. What somebody
// suppressed fails still; where it passed nobody may look any more, but
// Prowler, which looks at what is muted too.
func (v *ocsfEvent) compliance() (status string, suppressed bool, word string) {
	suppressed = v.is(3, "suppressed") || v.StateID == 3
	word = v.StatusCode
	if c := v.Compliance; c != nil {
		word = raw.First(c.Status, map[float64]string{1: "Pass", 2: "Warning", 3: "Fail"}[c.StatusID], word)
		// Both are there for the same: where they do not agree nobody knows.
		if by := map[float64]string{1: raw.Pass, 3: raw.Fail, 2: raw.Undecided}[c.StatusID]; by != "" && by != ocsfWord(word) {
			return raw.Undecided, suppressed, word
		}
	}
	status = ocsfWord(word)
	switch {
	case strings.EqualFold(word, "muted"):
		suppressed = true
	case suppressed && status == raw.Pass && v.prowler():
		suppressed = false
	case suppressed && (status == raw.Pass || status == raw.Skip):
		status = raw.Undecided
	}
	return status, suppressed, word
}

// ocsfWord translates the words that producers have for a result. Prowler's
// MUTED is a failure that somebody muted.
func ocsfWord(word string) string {
	switch strings.ToLower(word) {
	case "pass", "passed", "success":
		return raw.Pass
	case "fail", "failed", "failure", "muted":
		return raw.Fail
	case "not applicable", "not_applicable", "notapplicable":
		return raw.Skip
	}
	return raw.Undecided // warning, manual, unknown, other
}

func (v *ocsfEvent) suppression(suppressed bool) string {
	if !suppressed {
		return ""
	}
	return raw.First(v.Comment, "suppressed")
}

// ocsfSeverity is the normalised severity, else the producer's word.
func ocsfSeverity(id *float64, word string) string {
	if id != nil {
		if s := map[float64]string{1: "none", 2: "low", 3: "moderate", 4: "high", 5: "critical", 6: "critical"}[*id]; s != "" {
			return s
		}
	}
	if strings.EqualFold(word, "fatal") {
		return "critical"
	}
	return raw.Severity(word)
}

// vulnerable reads a vulnerability finding: one record for each vulnerability,
// package and resource. Each resource, or the device, is a target.
func (r *ocsfReport) vulnerable(v *ocsfEvent, position string) {
	out := finding{
		title: raw.First(v.Info.Title, v.Older.Title), severity: ocsfSeverity(v.SeverityID, v.Severity), position: position,
		status: raw.Fail, word: raw.First(v.StatusCode, v.Status), suppressed: v.is(3, "suppressed") || v.StateID == 3,
	}
	if v.is(4, "resolved") || v.StateID == 4 {
		out.status = raw.Undecided // somebody's word; the scanner has not closed it
	}
	out.suppression = v.suppression(out.suppressed)
	resources := v.Resources
	if len(resources) == 0 {
		resources = []ocsfResource{{}}
	}
	list := v.Vulnerabilities
	if len(list) == 0 {
		list = []ocsfVulnerability{{}}
	}
	for i := range resources {
		d := r.resource(v, &resources[i])
		d.seen.at(out.status, v.seen())
		out.target = d.examined.Add(r.s.Name(d.target))
		for k := range list {
			r.packages(d, out, v, &list[k])
		}
	}
}

// packages adds a record for each package that has a vulnerability.
func (r *ocsfReport) packages(d *scanned, f finding, v *ocsfEvent, of *ocsfVulnerability) {
	f.id = raw.First(of.CVE.UID, of.Advisory.UID, cveID.FindString(of.Title), of.CWE.UID, v.rule())
	f.title = raw.First(of.Title, f.title, of.Desc)
	f.firstSeen = ocsfTime(of.FirstSeenDT, of.FirstSeen)
	f.published = ocsfTime(of.CVE.CreatedDT, of.CVE.Created)
	if f.severity == "unknown" {
		f.severity = raw.Severity(of.Severity)
	}
	if cwe := raw.First(of.CVE.CWEUID, of.CWE.UID); cwe != "" {
		f.cwe = []string{cwe}
	}
	var scores []scored
	for _, c := range of.CVE.CVSS {
		scores = append(scores, scored{CVSS: raw.CVSS{Version: c.Version, Score: c.Score, Vector: c.Vector}})
	}
	f.cvss = bestScore(scores)
	packages := of.Affected
	if len(packages) == 0 {
		packages = of.Packages
	}
	for _, p := range packages {
		f.pkg = part{name: p.Name, version: p.Version, fixed: p.Fixed, purl: p.PURL, path: p.Path}
		if p.Release != "" {
			f.pkg.version += "-" + p.Release
		}
		if e := strings.Trim(string(p.Epoch), `"`); e != "" && e != "0" && e != "null" && len(e) < 10 {
			f.pkg.version = e + ":" + f.pkg.version
		}
		d.findings = append(d.findings, f)
	}
	if len(packages) == 0 {
		d.findings = append(d.findings, f)
	}
}

// resource is the document of what a vulnerability was found in.
func (r *ocsfReport) resource(v *ocsfEvent, a *ocsfResource) *scanned {
	name, _ := v.product()
	return r.docs.of(raw.Vulnerabilities+"\x00"+name+"\x00"+a.full()+"\x00"+v.Device.key(), func() *scanned {
		t := raw.Target{Name: a.full(), Aliases: []string{a.Name}}
		kind := strings.ToLower(strings.NewReplacer("::", "", "_", "", " ", "").Replace(a.Type))
		switch {
		case t.Name == "":
			t = v.Device.target()
			if t.Name == "" {
				t = raw.Target{}
			}
		case strings.Contains(kind, "ec2instance"):
			t.Kind = "host"
			t.Aliases = append(t.Aliases, a.UID[strings.LastIndex(a.UID, "/")+1:], v.Device.Hostname, v.Device.IP)
		case strings.Contains(kind, "image"), strings.Contains(kind, "container"):
			t.Kind = "image"
		case strings.Contains(kind, "lambda"), strings.Contains(kind, "function"):
			t.Kind = "application"
		}
		return &scanned{kind: raw.Vulnerabilities, tool: name, version: v.Metadata.Product.Version, collector: name, target: t}
	})
}
