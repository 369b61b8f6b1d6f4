package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
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
	err = r.j.object(func(name string) error {
		switch name {
		case "Target":
			return r.j.into(&t.Target)
		case "Class":
			return r.j.into(&t.Class)
		case "Type":
			return r.j.into(&t.Type)
		case "MisconfSummary":
			return r.j.into(&t.summary)
		case "Vulnerabilities":
			r.vulnsShown = true
			return records(r.j, &t.vulns, func(v *trivyVuln, at string) { v.position = at })
		case "Misconfigurations":
			return records(r.j, &t.misconfs, func(m *trivyMisconf, at string) { m.position = at })
		case "Secrets":
			return records(r.j, &t.secrets, func(x *trivySecret, at string) { x.position = at })
		case "Licenses":
			return records(r.j, &t.licenses, func(l *trivyLicense, at string) { l.position = at })
		case "Packages":
			return r.j.array(func(int) error { return r.pkg() })
		case "ExperimentalModifiedFindings":
			return r.j.array(func(int) error { return r.modified(&t) })
		}
		return r.j.skip()
	})
	return t, err
}

// records reads an array of records and tells each where it stands.
func records[T any](j *jsonReader, into *[]T, at func(*T, string)) error {
	return j.array(func(int) error {
		var v T
		if err := j.record(&v); err != nil {
			return err
		}
		at(&v, j.here())
		*into = append(*into, v)
		return nil
	})
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
	if err := r.j.record(&m); err != nil {
		return err
	}
	f, at := m.Finding, r.j.here()
	mark := suppression{true, first(m.Statement, m.Source, m.Status)}
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
	if err := r.j.record(&p); err != nil {
		return err
	}
	version := p.Version
	if p.Release != "" {
		version += "-" + p.Release
	}
	r.bom = append(r.bom, r.s.fields().
		must("name", clip(p.Name, shortText)).must("version", clip(version, shortText)).must("type", "library").
		text("purl", p.Identifier.PURL, longText).texts("licenses", p.Licenses, shortText, true).
		text("position", r.j.here(), shortText).term())
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
	where = clean(clip(first(where, "unnamed target"), shortText))
	settle := func(status string) string {
		if failed {
			return undecided
		}
		return status
	}
	if packaged := t.Class == "os-pkgs" || t.Class == "lang-pkgs" || t.Class == "" && (t.Type != "" || r.vulnsShown) && len(t.misconfs) == 0; packaged || len(t.vulns) > 0 {
		r.classes.add(first(t.Class, "packages"))
		if !failed {
			r.packages.add(where)
		}
	}
	if sum := t.summary; !failed && (len(t.misconfs) > 0 || sum.Successes+sum.Failures+sum.Exceptions > 0) {
		r.configs.add(where)
	}
	for i := range t.vulns {
		r.vulns = append(r.vulns, r.vuln(&t.vulns[i], where, settle))
	}
	for i := range t.misconfs {
		r.misconfs = append(r.misconfs, r.misconf(&t.misconfs[i], where, settle))
	}
	r.secretsShown = r.secretsShown || t.Class == "secret" || len(t.secrets) > 0
	for _, x := range t.secrets {
		x.where, x.settled = where, settle(fail)
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
		return fail, false
	case "not_affected", "ignored":
		return fail, true
	}
	return undecided, false // unknown, under_investigation, and words of later releases
}

func (r *trivyReport) vuln(v *trivyVuln, where string, settle func(string) string) *term {
	status, suppressed := trivyStatus(v.Status)
	if v.mark.on {
		status, suppressed = fail, true
	}
	s := r.s
	return s.fields().
		must("id", clip(first(v.VulnerabilityID, "unnamed"), shortText)).
		text("title", v.Title, longText).
		must("severity", severity(v.Severity)).
		must("status", settle(status)).
		must("upstream_status", clip(v.Status, shortText)).
		flag("suppressed", suppressed).
		text("suppression", v.mark.reason, longText).
		must("target", where).
		value("package", s.fields().
			must("name", clip(v.PkgName, shortText)).must("version", clip(v.InstalledVersion, shortText)).
			text("fixed", v.FixedVersion, shortText).text("purl", v.PkgIdentifier.PURL, longText).
			text("path", v.PkgPath, longText).object()).
		cvss(v.score()).
		text("published", stamp(v.PublishedDate), shortText).
		texts("cwe", v.CweIDs, shortText, false).
		text("position", v.position, shortText).
		term()
}

// score chooses the base score: version 3 before 4 before 2, NVD's before that
// of the source whose severity Trivy took, before the highest of the others.
//
// Source: FedRAMP asks for CVSS v3, else v2, else the scanner's own rating.
func (v *trivyVuln) score() cvss {
	vendors := slices.Sorted(maps.Keys(v.CVSS))
	for _, of := range []func(trivyCVSS) cvss{
		func(c trivyCVSS) cvss { return cvss{vectorVersion(c.V3Vector, "3.0"), c.V3Score, c.V3Vector} },
		func(c trivyCVSS) cvss { return cvss{"4.0", c.V40Score, c.V40Vector} },
		func(c trivyCVSS) cvss { return cvss{"2.0", c.V2Score, c.V2Vector} },
	} {
		var best cvss
		for _, vendor := range []string{"nvd", v.SeveritySource} {
			if c := of(v.CVSS[vendor]); c.known() {
				return c
			}
		}
		for _, vendor := range vendors {
			if c := of(v.CVSS[vendor]); c.known() && cmp.Compare(c.score, best.score) > 0 {
				best = c
			}
		}
		if best.known() {
			return best
		}
	}
	return cvss{}
}

// vectorVersion is the version a CVSS 3 vector says it is of.
func vectorVersion(vector, fallback string) string {
	for _, v := range []string{"3.1", "3.0", "4.0"} {
		if strings.HasPrefix(vector, "CVSS:"+v+"/") {
			return v
		}
	}
	return fallback
}

func (r *trivyReport) misconf(m *trivyMisconf, where string, settle func(string) string) *term {
	status, suppressed := undecided, m.mark.on
	switch {
	case m.mark.on, m.Status == "FAIL":
		status = fail
	case m.Status == "EXCEPTION":
		status, suppressed = fail, true
	case m.Status == "PASS":
		status = pass
	}
	return r.s.fields().
		must("id", clip(first(m.ID, m.AVDID, "unnamed"), shortText)).
		text("title", m.Title, longText).text("message", m.Message, longText).
		must("severity", severity(m.Severity)).
		must("status", settle(status)).must("upstream_status", clip(m.Status, shortText)).
		flag("suppressed", suppressed).text("suppression", m.mark.reason, longText).
		must("target", where).text("resource", m.CauseMetadata.Resource, shortText).
		count("line", m.CauseMetadata.StartLine).count("end_line", m.CauseMetadata.EndLine).
		text("position", m.position, shortText).
		term()
}

// secret leaves out what Trivy quotes of the secret, masked or not.
func (r *trivyReport) secret(x *trivySecret, target string) *term {
	return r.s.fields().
		must("id", clip(first(x.RuleID, "unnamed"), shortText)).
		text("title", x.Title, longText).text("category", x.Category, shortText).
		must("severity", severity(x.Severity)).
		must("status", x.settled).must("upstream_status", clip(x.status, shortText)).
		flag("suppressed", x.mark.on).text("suppression", x.mark.reason, longText).
		must("target", target).must("path", x.where).
		count("line", x.StartLine).count("end_line", x.EndLine).
		text("position", x.position, shortText).
		term()
}

func (r *trivyReport) license(l *trivyLicense, where string) *term {
	return r.s.fields().
		must("name", clip(first(l.Name, "unnamed"), shortText)).
		text("package", l.PkgName, shortText).
		must("category", clip(first(l.Category, "unknown"), shortText)).
		must("severity", severity(l.Severity)).
		flag("suppressed", l.mark.on).text("suppression", l.mark.reason, longText).
		text("path", first(l.FilePath, where), longText).
		text("position", l.position, shortText).
		term()
}
