package scanners

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// trivyResult is one scanned target within a report. Its members come in any
// order, so its records wait for the target's name.
type trivyResult struct {
	Target, Class, Type string

	summary  struct{ Successes, Failures, Exceptions int }
	vulns    []trivyVuln
	misconfs []trivyMisconf
	secrets  []trivySecret
	licenses []trivyLicense
}

// suppression marks a finding that the tool, or someone through it, set aside.
type suppression struct {
	on     bool
	reason string
}

type trivyVuln struct {
	VulnerabilityID, PkgName, PkgPath, InstalledVersion, FixedVersion string
	Status, Severity, SeveritySource, Title, PublishedDate            string
	CweIDs                                                            []string
	PkgIdentifier                                                     struct{ PURL string }
	CVSS                                                              map[string]trivyCVSS

	mark     suppression
	position string
}

type trivyCVSS struct {
	V2Score, V3Score, V40Score    float64
	V2Vector, V3Vector, V40Vector string
}

type trivyMisconf struct {
	ID, AVDID, Title, Message, Severity, Status, Type string
	CauseMetadata                                     struct {
		Resource           string
		StartLine, EndLine int
	}

	mark     suppression
	position string
}

type trivySecret struct {
	RuleID, Category, Severity, Title string
	StartLine, EndLine                int

	mark     suppression
	status   string
	position string
	where    string // the file it stands in
	settled  string
}

type trivyLicense struct {
	Name, PkgName, FilePath, Category, Severity string

	mark     suppression
	position string
}

type trivyPackage struct {
	Name, Version, Release string
	Licenses               []string
	Identifier             struct{ PURL string }
}

// result reads one result.
func (r *trivyReport) result() (t trivyResult, err error) {
	err = r.j.Object(func(name string) error {
		switch name {
		case "Target":
			return r.j.Into(&t.Target)
		case "Class":
			return r.j.Into(&t.Class)
		case "Type":
			return r.j.Into(&t.Type)
		case "MisconfSummary":
			return r.j.Into(&t.summary)
		case "Vulnerabilities":
			r.vulnsShown = true
			return raw.Records(r.j, &t.vulns, func(v *trivyVuln, at string) { v.position = at })
		case "Misconfigurations":
			return raw.Records(r.j, &t.misconfs, func(m *trivyMisconf, at string) { m.position = at })
		case "Secrets":
			return raw.Records(r.j, &t.secrets, func(x *trivySecret, at string) { x.position = at })
		case "Licenses":
			return raw.Records(r.j, &t.licenses, func(l *trivyLicense, at string) { l.position = at })
		case "Packages":
			return r.j.Array(func(int) error { return r.pkg() })
		case "ExperimentalModifiedFindings":
			return r.j.Array(func(int) error { return r.modified(&t) })
		}
		return r.j.Skip()
	})
	return t, err
}

// modified reads a finding that Trivy kept out of its own verdict, because a
// file ignores it or a VEX statement speaks for it. It stays a finding,
// marked.
func (r *trivyReport) modified(t *trivyResult) error {
	var m struct {
		Type, Status, Statement, Source string
		Finding                         struct {
			VulnerabilityID, PkgName, PkgPath, InstalledVersion, FixedVersion     string
			ID, RuleID, Category, Name, FilePath, Title, Severity, SeveritySource string
			PublishedDate                                                         string
			CweIDs                                                                []string
			StartLine, EndLine                                                    int
			PkgIdentifier                                                         struct{ PURL string }
			CVSS                                                                  map[string]trivyCVSS
		}
	}
	if err := r.j.Record(&m); err != nil {
		return err
	}
	f, at := m.Finding, r.j.Here()
	mark := suppression{true, raw.First(m.Statement, m.Source, m.Status)}
	switch m.Type {
	case "misconfiguration":
		t.misconfs = append(t.misconfs, trivyMisconf{ID: f.ID, Title: f.Title, Severity: f.Severity, Status: m.Status, mark: mark, position: at})
	case "secret":
		t.secrets = append(t.secrets, trivySecret{RuleID: f.RuleID, Category: f.Category, Severity: f.Severity, Title: f.Title,
			StartLine: f.StartLine, EndLine: f.EndLine, status: m.Status, mark: mark, position: at})
	case "license":
		t.licenses = append(t.licenses, trivyLicense{Name: f.Name, PkgName: f.PkgName, FilePath: f.FilePath, Severity: f.Severity, Category: f.Category, mark: mark, position: at})
	default:
		t.vulns = append(t.vulns, trivyVuln{VulnerabilityID: f.VulnerabilityID, PkgName: f.PkgName, PkgPath: f.PkgPath,
			InstalledVersion: f.InstalledVersion, FixedVersion: f.FixedVersion, Status: m.Status, Severity: f.Severity,
			SeveritySource: f.SeveritySource, Title: f.Title, PublishedDate: f.PublishedDate, CweIDs: f.CweIDs,
			PkgIdentifier: f.PkgIdentifier, CVSS: f.CVSS, mark: mark, position: at})
	}
	return nil
}

// pkg reads one package of the list that Trivy adds for bills of materials.
func (r *trivyReport) pkg() error {
	var p trivyPackage
	if err := r.j.Record(&p); err != nil {
		return err
	}
	version := p.Version
	if p.Release != "" {
		version += "-" + p.Release
	}
	r.bom = append(r.bom, r.s.Fields().
		Must("name", raw.Clip(p.Name, raw.ShortText)).Must("version", raw.Clip(version, raw.ShortText)).Must("type", "library").
		Text("purl", p.Identifier.PURL, raw.LongText).Texts("licenses", p.Licenses, raw.ShortText, true).
		Text("position", r.j.Here(), raw.ShortText).Term())
	return nil
}

// name is what Trivy calls a target, but for the version that it adds to the
// system, as in "web (debian 12.5)": the packages of an image are the same target
// after an update of its system.
func (t *trivyResult) name() string {
	system, found := strings.CutSuffix(t.Target, ")")
	at := strings.LastIndex(system, " ("+t.Type+" ")
	if !found || t.Type == "" || at < 0 {
		return t.Target
	}
	return t.Target[:at] + " (" + t.Type + ")"
}

// add turns a result's records into findings. resource names the cluster
// resource they belong to; failed says that its scan did not succeed, so that
// nothing of it counts as examined or decided.
func (r *trivyReport) add(t trivyResult, resource string, failed bool) {
	where := t.name()
	if resource != "" {
		where = strings.TrimSuffix(resource+": "+where, ": ")
	}
	where = raw.Clean(raw.Clip(raw.First(where, "unnamed target"), raw.ShortText))
	settle := func(status string) string {
		if failed {
			return raw.Undecided
		}
		return status
	}
	if packaged := t.Class == "os-pkgs" || t.Class == "lang-pkgs" || t.Class == "" && (t.Type != "" || r.vulnsShown) && len(t.misconfs) == 0; packaged || len(t.vulns) > 0 {
		r.classes.Add(raw.First(t.Class, "packages"))
		if !failed {
			r.packages.Add(where)
		}
	}
	if sum := t.summary; !failed && (len(t.misconfs) > 0 || sum.Successes+sum.Failures+sum.Exceptions > 0) {
		r.configs.Add(where)
	}
	for i := range t.vulns {
		r.vulns = append(r.vulns, r.vuln(&t.vulns[i], where, settle))
	}
	for i := range t.misconfs {
		r.misconfs = append(r.misconfs, r.misconf(&t.misconfs[i], where, settle))
	}
	r.secretsShown = r.secretsShown || t.Class == "secret" || len(t.secrets) > 0
	for _, x := range t.secrets {
		x.where, x.settled = where, settle(raw.Fail)
		r.secrets = append(r.secrets, x)
	}
	for i := range t.licenses {
		r.licenses = append(r.licenses, r.license(&t.licenses[i], where))
	}
}

// trivyStatus translates what Trivy says of a vulnerability. Its "fixed" means
// that a fixed version exists, not that it is installed; "not_affected" is the
// vendor's statement, which nobody trusted has signed. A listed vulnerability
// without a word is one.
func trivyStatus(word string) (status string, suppressed bool) {
	switch word {
	case "", "affected", "fixed", "will_not_fix", "fix_deferred", "end_of_life":
		return raw.Fail, false
	case "not_affected", "ignored":
		return raw.Fail, true
	}
	return raw.Undecided, false // unknown, under_investigation, and words of later releases
}

func (r *trivyReport) vuln(v *trivyVuln, where string, settle func(string) string) *raw.Term {
	status, suppressed := trivyStatus(v.Status)
	if v.mark.on {
		status, suppressed = raw.Fail, true
	}
	s := r.s
	return s.Fields().
		Must("id", raw.Clip(raw.First(v.VulnerabilityID, "unnamed"), raw.ShortText)).
		Text("title", v.Title, raw.LongText).
		Must("severity", raw.Severity(v.Severity)).
		Must("status", settle(status)).
		Must("upstream_status", raw.Clip(v.Status, raw.ShortText)).
		Flag("suppressed", suppressed).
		Text("suppression", v.mark.reason, raw.LongText).
		Must("target", where).
		Value("package", s.Fields().
			Must("name", raw.Clip(v.PkgName, raw.ShortText)).Must("version", raw.Clip(v.InstalledVersion, raw.ShortText)).
			Text("fixed", v.FixedVersion, raw.ShortText).Text("purl", v.PkgIdentifier.PURL, raw.LongText).
			Text("path", v.PkgPath, raw.LongText).Object()).
		CVSS(v.score()).
		Text("published", raw.Stamp(v.PublishedDate), raw.ShortText).
		Texts("cwe", v.CweIDs, raw.ShortText, false).
		Text("position", v.position, raw.ShortText).
		Term()
}

// score chooses the base score: version 3 before 4 before 2, NVD's before that
// of the source whose severity Trivy took, before the highest of the others.
//
// Source: FedRAMP asks for CVSS v3, else v2, else the scanner's own rating.
func (v *trivyVuln) score() raw.CVSS {
	vendors := slices.Sorted(maps.Keys(v.CVSS))
	for _, of := range []func(trivyCVSS) raw.CVSS{
		func(c trivyCVSS) raw.CVSS {
			return raw.CVSS{Version: raw.VectorVersion(c.V3Vector, "3.0"), Score: c.V3Score, Vector: c.V3Vector}
		},
		func(c trivyCVSS) raw.CVSS { return raw.CVSS{Version: "4.0", Score: c.V40Score, Vector: c.V40Vector} },
		func(c trivyCVSS) raw.CVSS { return raw.CVSS{Version: "2.0", Score: c.V2Score, Vector: c.V2Vector} },
	} {
		var best raw.CVSS
		for _, vendor := range []string{"nvd", v.SeveritySource} {
			if c := of(v.CVSS[vendor]); c.Known() {
				return c
			}
		}
		for _, vendor := range vendors {
			if c := of(v.CVSS[vendor]); c.Known() && cmp.Compare(c.Score, best.Score) > 0 {
				best = c
			}
		}
		if best.Known() {
			return best
		}
	}
	return raw.CVSS{}
}

func (r *trivyReport) misconf(m *trivyMisconf, where string, settle func(string) string) *raw.Term {
	status, suppressed := raw.Undecided, m.mark.on
	switch {
	case m.mark.on, m.Status == "FAIL":
		status = raw.Fail
	case m.Status == "EXCEPTION":
		status, suppressed = raw.Fail, true
	case m.Status == "PASS":
		status = raw.Pass
	}
	return r.s.Fields().
		Must("id", raw.Clip(raw.First(m.ID, m.AVDID, "unnamed"), raw.ShortText)).
		Text("title", m.Title, raw.LongText).Text("message", m.Message, raw.LongText).
		Must("severity", raw.Severity(m.Severity)).
		Must("status", settle(status)).Must("upstream_status", raw.Clip(m.Status, raw.ShortText)).
		Flag("suppressed", suppressed).Text("suppression", m.mark.reason, raw.LongText).
		Must("target", where).Text("resource", m.CauseMetadata.Resource, raw.ShortText).
		Count("line", m.CauseMetadata.StartLine).Count("end_line", m.CauseMetadata.EndLine).
		Text("position", m.position, raw.ShortText).
		Term()
}

// secret leaves out what Trivy quotes of the secret, masked or not.
func (r *trivyReport) secret(x *trivySecret, target string) *raw.Term {
	return r.s.Fields().
		Must("id", raw.Clip(raw.First(x.RuleID, "unnamed"), raw.ShortText)).
		Text("title", x.Title, raw.LongText).Text("category", x.Category, raw.ShortText).
		Must("severity", raw.Severity(x.Severity)).
		Must("status", x.settled).Must("upstream_status", raw.Clip(x.status, raw.ShortText)).
		Flag("suppressed", x.mark.on).Text("suppression", x.mark.reason, raw.LongText).
		Must("target", target).Must("path", x.where).
		Count("line", x.StartLine).Count("end_line", x.EndLine).
		Text("position", x.position, raw.ShortText).
		Term()
}

func (r *trivyReport) license(l *trivyLicense, where string) *raw.Term {
	return r.s.Fields().
		Must("name", raw.Clip(raw.First(l.Name, "unnamed"), raw.ShortText)).
		Text("package", l.PkgName, raw.ShortText).
		Must("category", raw.Clip(raw.First(l.Category, "unknown"), raw.ShortText)).
		Must("severity", raw.Severity(l.Severity)).
		Flag("suppressed", l.mark.on).Text("suppression", l.mark.reason, raw.LongText).
		Text("path", raw.First(l.FilePath, where), raw.LongText).
		Text("position", l.position, raw.ShortText).
		Term()
}
