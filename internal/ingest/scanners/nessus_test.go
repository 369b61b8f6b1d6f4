package scanners

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const Nessus = "nessus"

// nessusOf wraps a host in a report.
func nessusOf(properties, items string) string {
	return `<?xml version="1.0" ?><NessusClientData_v2><Policy><policyName>Weekly</policyName><Preferences><ServerPreferences><preference><name>secret</name><value>hunter2</value></preference></ServerPreferences></Preferences></Policy>
<Report name="r" xmlns:cm="http://www.nessus.org/cm">` + nessusHostOf("10.0.0.7", properties, items) + `</Report></NessusClientData_v2>`
}

func nessusHostOf(name, properties, items string) string {
	return `<ReportHost name="` + name + `"><HostProperties>` + properties + `</HostProperties>` + items + `</ReportHost>`
}

const (
	nessusEnded = `<tag name="HOST_START_TIMESTAMP">1795000000</tag><tag name="HOST_END_TIMESTAMP">1795000600</tag><tag name="HOST_END">Wed Nov 18 20:00:00 2026</tag><tag name="host-fqdn">db01.example</tag><tag name="netbios-name">DB01</tag>`
	// nessusInfo is plugin 19506, which says how the scan went.
	nessusInfo = `<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Nessus Scan Information" pluginFamily="Settings"><risk_factor>None</risk_factor><plugin_output>Information about this scan :

Nessus version : 10.9.4
Plugin feed version : 202611170158
Credentialed checks : yes, as 'scan' via ssh
</plugin_output></ReportItem>`
)

// nessusVuln is a plugin that found something.
func nessusVuln(severity, elements string) string {
	return `<ReportItem port="443" svc_name="www" protocol="tcp" severity="` + severity + `" pluginID="12345" pluginName="OpenSSL &lt; 3.0" pluginFamily="Web Servers">` + elements + `</ReportItem>`
}

// nessusAudit is a rule of an audit file.
func nessusAudit(result, elements string) string {
	return `<ReportItem port="0" severity="3" pluginID="21157" pluginName="Unix Compliance Checks" pluginFamily="Policy Compliance"><cm:compliance-check-name>RHEL-09-1 - LONG</cm:compliance-check-name><cm:compliance-result>` + result +
		`</cm:compliance-result><cm:compliance-actual-value>password hunter2</cm:compliance-actual-value><cm:compliance-audit-file>stig.audit</cm:compliance-audit-file>` + elements + `</ReportItem>`
}

func nessusCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Nessus),
		Sample: strings.Replace(nessusOf(nessusEnded+`<metadata/>`, nessusInfo+"\n"+nessusVuln("3", `<cve>CVE-1</cve><cve>CVE-2</cve>`)+nessusVuln("2", ``)+"\n"+nessusAudit("FAILED", `<cm:compliance-reference>CAT|II</cm:compliance-reference>`)), "yes, as", "yes as", 1),
		Long: func(n int) string {
			return `<NessusClientData_v2><Report>` + nessusHostOf("h1", nessusEnded, strings.Repeat(`<ReportItem severity="1" pluginID="1"/>`, n)) + `</Report></NessusClientData_v2>`
		},
		Count: func(file []byte) (n int) {
			var root struct {
				Reports []struct {
					Hosts []struct {
						Items []struct{} `xml:"ReportItem"`
					} `xml:"ReportHost"`
				} `xml:"Report"`
			}
			if err := xml.Unmarshal(file, &root); err != nil {
				t.Fatalf("oracle: %v", err)
			}
			for _, r := range root.Reports {
				for _, h := range r.Hosts {
					n += len(h.Items)
				}
			}
			return n
		},
		Out: positions,
	}
}

func FuzzNessus(f *testing.F) {
	rawtest.Fuzz(f, nessusCase(f), nessusOf(``, nessusAudit("WARNING", ``)), `<NessusClientData_v2><Policy/></NessusClientData_v2>`,
		nessusOf(`<tag name="HOST_END">never</tag>`, nessusVuln("9", `<cvss3_base_score>NaN</cvss3_base_score>`)))
}

func nessusDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, Nessus, text, rawtest.Web()), raw.Vulnerabilities)
}

func TestNessusVulnerability(t *testing.T) {
	text := nessusOf(nessusEnded, nessusInfo+nessusVuln("4", `<cve>CVE-2026-1</cve><cve>CVE-2026-2</cve><cwe>79</cwe><vuln_publication_date>2026/08/01</vuln_publication_date><xref>CISA-KNOWN-EXPLOITED:2026/09/01</xref>
<cvss_base_score>10.0</cvss_base_score><cvss_vector>CVSS2#AV:N/AC:L</cvss_vector><cvss3_base_score>9.8</cvss3_base_score><cvss3_vector>CVSS:3.1/AV:N</cvss3_vector><plugin_output>password hunter2</plugin_output>`)+nessusVuln("1", ``))
	d := nessusDoc(t, text)
	f := d.Finding(t, "CVE-2026-2")
	got := fmt.Sprint(f["title"], "|", f["severity"], " ", f["status"], " ", f["cvss"], " ", f["cwe"], " ", f["published"], " ", f["kev"], " ", f["target"])
	if want := "OpenSSL < 3.0 (plugin 12345)|critical fail map[score:9.8 vector:CVSS:3.1/AV:N version:3.1] [CWE-79] 2026-08-01T00:00:00Z true 10.0.0.7"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if d.Finding(t, "nessus-12345")["severity"] != "low" || len(d.Findings()) != 3 {
		t.Errorf("%v", d.Findings())
	}
	scan := d.Scan()
	got = fmt.Sprint(scan["ok"], " ", scan["credentialed"], " ", scan["identity"], " ", scan["started"], " ", scan["ended"], " ", scan["database_updated"], " ", d.Payload["tool"], " ", d.Collector)
	if want := "true true scan 2026-11-18T11:06:40Z 2026-11-18T11:16:40Z 2026-11-17T01:58:00Z map[name:nessus version:10.9.4] nessus Weekly"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	start, end := strings.Index(text, "<ReportHost"), strings.Index(text, "</ReportHost>")+len("</ReportHost>")
	if d.Digest != sha256.Sum256([]byte(text[start:end])) || d.Line != 2 {
		t.Errorf("the digest is not that of the host's bytes, or line %d", d.Line)
	}
	if strings.Contains(fmt.Sprint(readAs(t, Nessus, text, rawtest.Web())), "hunter2") {
		t.Error("what a plugin prints, or a policy holds, was copied")
	}
}

// A host that could not be logged in to, whose scan did not end, or of which
// nothing is said, decides nothing.
func TestNessusScanThatDecidesNothing(t *testing.T) {
	vuln := nessusVuln("3", ``)
	for name, tc := range map[string]struct{ text, reasons string }{
		"whole":                            {nessusOf(nessusEnded, nessusInfo+vuln), "[]"},
		"no credentials":                   {strings.Replace(nessusOf(nessusEnded, nessusInfo+vuln), "yes, as 'scan' via ssh", "no", 1), "[not-credentialed]"},
		"by the property":                  {nessusOf(nessusEnded+`<tag name="Credentialed_Scan">false</tag>`, vuln), "[not-credentialed]"},
		"the scan knows better":            {nessusOf(nessusEnded+`<tag name="Credentialed_Scan">false</tag>`, nessusInfo+vuln), "[]"},
		"the scan knows better that it is": {strings.Replace(nessusOf(nessusEnded+`<tag name="Credentialed_Scan">true</tag>`, nessusInfo+vuln), ": yes, as", ": no, as", 1), "[not-credentialed]"},
		"no end":                           {nessusOf(`<tag name="HOST_START">Wed Nov 18 20:00:00 2026</tag>`, nessusInfo+vuln), "[not-finished]"},
		"no item":                          {nessusOf(nessusEnded, ``), "[no-results]"},
	} {
		d := nessusDoc(t, tc.text)
		if got := fmt.Sprint(d.Scan()["reasons"]); got != tc.reasons {
			t.Errorf("%s: %s", name, got)
		}
		if ok := tc.reasons == "[]"; ok != (len(d.Examined()) == 1) || ok != (d.Scan()["ok"] == true) {
			t.Errorf("%s: examined %v", name, d.Examined())
		}
		for _, f := range d.Findings() {
			if (tc.reasons == "[]") != (f["status"] == raw.Fail) {
				t.Errorf("%s: %v", name, f)
			}
		}
	}
	// Older releases print the time, and say no zone.
	d := nessusDoc(t, nessusOf(`<tag name="HOST_END">Wed Nov  4 20:00:00 2026</tag>`, nessusInfo))
	if got := d.Collected.Format("2006-01-02T15:04:05"); got != "2026-11-04T20:00:00" || !d.ZoneAssumed {
		t.Errorf("%s %v", got, d.ZoneAssumed)
	}
}

// Plugins say that what needs a login was not looked at, whatever the scan says of
// its credentials; and that a host did not answer.
func TestNessusOfAHostThatWasNotLookedInto(t *testing.T) {
	plugin := func(id, output string) string {
		return `<ReportItem severity="0" pluginID="` + id + `"><risk_factor>None</risk_factor><plugin_output>` + output + `</plugin_output></ReportItem>`
	}
	for name, tc := range map[string]struct{ item, want string }{
		"insufficient privilege":   {plugin("110385", ""), "[not-credentialed]"},
		"credentials failed":       {plugin("104410", ""), "[not-credentialed]"},
		"registry without rights":  {plugin("24786", ""), "[not-credentialed]"},
		"now and then":             {plugin("117885", ""), "[not-credentialed]"},
		"no patch assessment":      {plugin("21745", ""), "[not-credentialed]"},
		"local checks not enabled": {plugin("110695", ""), "[not-credentialed]"},
		"dead":                     {plugin("10180", "The remote host (10.0.0.7) is considered as dead - not scanning"), "[failed]"},
		"up":                       {plugin("10180", "The remote host is up"), "[]"},
	} {
		d := nessusDoc(t, nessusOf(nessusEnded, nessusInfo+tc.item))
		if got := fmt.Sprint(d.Scan()["reasons"]); got != tc.want || (d.Scan()["ok"] == true) != (tc.want == "[]") {
			t.Errorf("%s: %v", name, d.Scan())
		}
	}
}

// What somebody recast to information is a finding still, marked.
func TestNessusRecast(t *testing.T) {
	for elements, want := range map[string]string{
		`<risk_factor>Critical</risk_factor><cve>CVE-1</cve><cvss3_base_score>9.8</cvss3_base_score>`: "critical",
		`<risk_factor>None</risk_factor><cve>CVE-1</cve><cvss3_base_score>9.8</cvss3_base_score>`:     "critical",
		`<cve>CVE-1</cve><cvss_base_score>5.0</cvss_base_score>`:                                      "moderate",
		`<risk_factor>None</risk_factor><cve>CVE-1</cve>`:                                             "",
		`<risk_factor>None</risk_factor>`:                                                             "",
	} {
		d := nessusDoc(t, nessusOf(nessusEnded, nessusInfo+nessusVuln("0", elements)))
		if want == "" {
			if n := len(d.Findings()); n != 0 {
				t.Errorf("%s: %d findings", elements, n)
			}
			continue
		}
		if f := d.Finding(t, "CVE-1"); f["severity"] != want || f["status"] != raw.Fail || f["suppressed"] != true || f["suppression"] != "recast" {
			t.Errorf("%s: %v", elements, f)
		}
	}
}

// A host that was only audited clears nothing away that a scan for vulnerabilities
// found.
func TestNessusAnAuditReplacesNoScan(t *testing.T) {
	opt := rawtest.Web()
	opt.Kinds = []string{raw.Vulnerabilities, raw.BenchmarkResults}
	of := func(items string) rawtest.Doc {
		return rawtest.Only(t, readAs(t, Nessus, nessusOf(nessusEnded, nessusInfo+items), opt), raw.Vulnerabilities)
	}
	found, vouched := of(nessusVuln("4", `<cve>CVE-1</cve>`)), of(nessusAudit("PASSED", ``))
	if found.Collector == vouched.Collector || vouched.Scan()["asserted"] != true {
		t.Errorf("%q and %q", found.Collector, vouched.Collector)
	}
}

func TestNessusAudit(t *testing.T) {
	for result, want := range map[string]string{"PASSED": raw.Pass, "FAILED": raw.Fail, "WARNING": raw.Undecided, "ERROR": raw.Undecided, "": raw.Undecided} {
		docs := readAs(t, Nessus, nessusOf(nessusEnded, nessusInfo+nessusAudit(result, `<cm:compliance-reference>800-53|AC-2,CAT|II,Rule-ID|SV-1r2_rule,STIG-ID|RHEL-09-1,Vuln-ID|V-1,broken,|x,x|</cm:compliance-reference><cm:compliance-benchmark-name>STIG</cm:compliance-benchmark-name><cm:compliance-benchmark-version>2</cm:compliance-benchmark-version>`)), rawtest.Web())
		d := rawtest.Only(t, docs, raw.BenchmarkResults)
		f := d.Finding(t, "SV-1r2_rule")
		if f["status"] != want || f["severity"] != "moderate" || f["version"] != "RHEL-09-1" || len(rawtest.Objects(f["identifiers"])) != 5 || strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
			t.Errorf("%s: %v", result, f)
		}
		if got := fmt.Sprint(d.Payload["benchmark"], " ", d.Collector); got != "map[id:STIG version:2] nessus Weekly STIG" {
			t.Error(got)
		}
		// Nothing shows that vulnerabilities were looked for.
		if slices.ContainsFunc(docs, func(d rawtest.Doc) bool { return d.Kind == raw.Vulnerabilities }) {
			t.Error("a host that was audited only has no vulnerabilities")
		}
	}
	// A rule without a result is a rule that nobody knows of, and no vulnerability.
	bare := `<ReportItem severity="3" pluginID="21157" pluginFamily="Policy Compliance"><cm:compliance-check-name>1.1</cm:compliance-check-name></ReportItem>`
	if f := rawtest.Only(t, readAs(t, Nessus, nessusOf(nessusEnded, bare), rawtest.Web()), raw.BenchmarkResults).Finding(t, "1.1"); f["status"] != raw.Undecided {
		t.Errorf("%v", f)
	}
	opt := rawtest.Web()
	opt.Kinds = []string{raw.Vulnerabilities, raw.BenchmarkResults}
	v := rawtest.Only(t, readAs(t, Nessus, nessusOf(nessusEnded, nessusAudit("PASSED", ``)), opt), raw.Vulnerabilities)
	if v.Scan()["asserted"] != true || len(v.Examined()) != 1 {
		t.Errorf("a declared scan: %v", v.Payload)
	}
	d := rawtest.Only(t, readAs(t, Nessus, nessusOf(nessusEnded, nessusAudit("FAILED", `<cm:compliance-check-id>0380</cm:compliance-check-id>`)), rawtest.Web()), raw.BenchmarkResults)
	if f := d.Finding(t, "0380"); f["severity"] != "unknown" || d.Payload["benchmark"].(map[string]any)["id"] != "stig.audit" {
		t.Errorf("%v", f)
	}
}

func TestNessusHosts(t *testing.T) {
	text := `<NessusClientData_v2><Report>` + nessusHostOf("10.0.0.7", nessusEnded, nessusVuln("1", ``)) + nessusHostOf("localhost", nessusEnded, nessusVuln("1", ``)) + `</Report></NessusClientData_v2>`
	named := func(name string) raw.Options {
		opt := rawtest.Web()
		opt.Targets = map[string][]string{"web": {name}}
		return opt
	}
	docs := readAs(t, Nessus, text, named("db01.example"))
	if len(docs) != 2 || docs[0].Subject != "10.0.0.7" || docs[0].Asserted || docs[1].Subject != "db01.example" {
		t.Errorf("%d documents, %s, %s", len(docs), docs[0].Subject, docs[1].Subject)
	}
	if docs := readAs(t, Nessus, text, named("other.example")); docs[0].Problem == nil {
		t.Error("another host passes")
	}
	for _, text := range []string{`<NessusClientData_v2><Policy><policyName>p</policyName></Policy></NessusClientData_v2>`, `<NessusClientData_v2><Report name="r"/></NessusClientData_v2>`} {
		if docs := readAs(t, Nessus, text, rawtest.Web()); docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "holds no host") {
			t.Errorf("%v", docs[0].Payload)
		}
	}
	for text, want := range map[string]string{`<NessusClientData><Report/></NessusClientData>`: "version of the format", `<html/>`: "not of the format"} {
		if got := rawtest.Broken(t, readAs(t, Nessus, text, rawtest.Web())); !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestNessusInformationIsKept(t *testing.T) {
	docs := readAs(t, Nessus, nessusOf(nessusEnded, nessusInfo), rawtest.Web())
	k := rawtest.Objects(rawtest.Only(t, docs, raw.RawRecords).Payload["records"])
	if len(k) != 1 || k[0]["sort"] != "informational plugin" || k[0]["record"].(map[string]any)["pluginID"] != "19506" {
		t.Errorf("%v", k)
	}
	if d := rawtest.Only(t, docs, raw.Vulnerabilities); len(d.Findings()) != 0 || len(d.Examined()) != 1 {
		t.Errorf("a clean host: %v", d.Payload)
	}
}
