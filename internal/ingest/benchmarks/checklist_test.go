package benchmarks

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const (
	CKL  = "ckl"
	CKLB = "cklb"
)

// cklOf is a checklist of host db01 around what is given.
func cklOf(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!--DISA STIG Viewer :: 2.17-->
<CHECKLIST><ASSET><ROLE>None</ROLE><HOST_NAME>db01</HOST_NAME><HOST_IP>10.0.0.7</HOST_IP><HOST_FQDN>db01.example</HOST_FQDN><WEB_DB_INSTANCE></WEB_DB_INSTANCE></ASSET><STIGS><iSTIG><STIG_INFO>
<SI_DATA><SID_NAME>version</SID_NAME><SID_DATA>1</SID_DATA></SI_DATA><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>RHEL_9_STIG</SID_DATA></SI_DATA>
<SI_DATA><SID_NAME>customname</SID_NAME></SI_DATA><SI_DATA><SID_NAME>releaseinfo</SID_NAME><SID_DATA>Release: 3 Benchmark Date: 24 Apr 2024</SID_DATA></SI_DATA></STIG_INFO>
` + inside + `</iSTIG></STIGS></CHECKLIST>`
}

// vulnOf is rule r1 of that severity with an answer.
func vulnOf(severity, status, override string) string {
	data := func(name, value string) string {
		return `<STIG_DATA><VULN_ATTRIBUTE>` + name + `</VULN_ATTRIBUTE><ATTRIBUTE_DATA>` + value + `</ATTRIBUTE_DATA></STIG_DATA>`
	}
	return `<VULN>` + data("Vuln_Num", "V-1") + data("Severity", severity) + data("Group_Title", "SRG-1") + data("Rule_ID", "r1") + data("Rule_Ver", "RHEL-09-1") + data("Rule_Title", "LONG") +
		data("LEGACY_ID", "") + data("CCI_REF", "CCI-1") + data("CCI_REF", "CCI-2") + `<STATUS>` + status + `</STATUS><FINDING_DETAILS>hunter2</FINDING_DETAILS><COMMENTS>hunter2</COMMENTS>
<SEVERITY_OVERRIDE>` + override + `</SEVERITY_OVERRIDE><SEVERITY_JUSTIFICATION>name</SEVERITY_JUSTIFICATION></VULN>`
}

func cklCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, CKL), Timeless: true,
		Sample: strings.Replace(cklOf(vulnOf("medium", "Open", "")), "<STIGS>", "<STIGS><metadata/>", 1),
		Long: func(n int) string {
			return `<CHECKLIST><STIGS><iSTIG>` + strings.Repeat(`<VULN><STATUS>Open</STATUS></VULN>`, n) + `</iSTIG></STIGS></CHECKLIST>`
		},
		Count: func(file []byte) int {
			var root struct {
				STIGs []struct {
					Sets []struct {
						Vulns []struct{} `xml:"VULN"`
					} `xml:"iSTIG"`
				} `xml:"STIGS"`
			}
			if err := xml.Unmarshal(file, &root); err != nil {
				t.Fatalf("oracle: %v", err)
			}
			n := 0
			for _, s := range root.STIGs {
				for _, set := range s.Sets {
					n += len(set.Vulns)
				}
			}
			return n
		},
	}
}

// cklbOf is a checklist around rules.
func cklbOf(rules, members string) string {
	return `{"title":"c","cklb_version":"1.0",` + members + `"target_data":{"target_type":"Computing","host_name":"db01","ip_address":"10.0.0.7","fqdn":"db01.example","web_db_site":"","web_db_instance":""},
"stigs":[{"stig_name":"RHEL 9","stig_id":"RHEL_9_STIG","version":1,"release_info":"Release: 3","rules":[` + rules + `]}]}`
}

func cklbRule(severity, status, overrides string) string {
	return `{"group_id":"V-1","group_title":"SRG-1","rule_id_src":"r1","rule_id":"r1x","rule_version":"RHEL-09-1","rule_title":"LONG","severity":"` + severity + `","status":"` + status + `",
"ccis":["CCI-1","CCI-2"],"legacy_ids":[],"comments":"hunter2","finding_details":"hunter2","overrides":` + overrides + `}`
}

func cklbCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, CKLB),
		Sample: cklbOf(cklbRule("medium", "open", "{}"), `"extra":null,"evaluate-stig":{"time":"2026-11-18T04:30:00Z","version":"1.0"},`),
		Long: func(n int) string {
			return `{"stigs":[{"stig_id":"s","rules":[` + strings.Repeat(`{"status":"open"},`, n) + `{}]}]}`
		},
		Count: func(file []byte) int {
			n := 0
			for _, s := range rawtest.Lists(rawtest.JSONOf(file)["stigs"]) {
				n += rawtest.Length(s["rules"])
			}
			return n
		},
	}
}

func FuzzCKL(f *testing.F) {
	rawtest.Fuzz(f, cklCase(f), cklOf(vulnOf("high", "Not_Applicable", "low"))+"<!-- end -->", cklOf(""))
}

func FuzzCKLB(f *testing.F) {
	rawtest.Fuzz(f, cklbCase(f), cklbOf(cklbRule("high", "not_reviewed", `{"severity":{"severity":"low","reason":"r"}}`), ""), `{"stigs":[],"cklb_version":"1.0"}`)
}

// checklists are both forms of a checklist with one rule.
func checklists(severity, status, override string) map[string]string {
	words := map[string]string{"NotAFinding": "not_a_finding", "Open": "open", "Not_Applicable": "not_applicable", "Not_Reviewed": "not_reviewed"}
	overrides := "{}"
	if override != "" {
		overrides = `{"severity":{"severity":"` + override + `","reason":"because"}}`
	}
	return map[string]string{
		CKL:  cklOf(vulnOf(severity, status, override)),
		CKLB: cklbOf(cklbRule(severity, raw.First(words[status], status), overrides), ""),
	}
}

func TestChecklistAnswers(t *testing.T) {
	for status, want := range map[string]string{"NotAFinding": raw.Pass, "Open": raw.Fail, "Not_Applicable": raw.Skip, "Not_Reviewed": raw.Undecided, "Fine": raw.Undecided, "": raw.Undecided} {
		for name, text := range checklists("medium", status, "") {
			d := rawtest.Only(t, readAs(t, name, text, rawtest.Web()), raw.BenchmarkResults)
			f := d.Finding(t, "r1")
			if f["status"] != want || f["severity"] != "moderate" || f["version"] != "RHEL-09-1" || f["position"] == nil || f["suppressed"] != false {
				t.Errorf("%s %q: %v", name, status, f)
			}
			if got := fmt.Sprint(f["identifiers"]); got != "[map[id:V-1 system:Vuln_Num] map[id:SRG-1 system:SRG] map[id:CCI-1 system:CCI] map[id:CCI-2 system:CCI]]" {
				t.Errorf("%s: %s", name, got)
			}
			b := d.Payload["benchmark"].(map[string]any)
			if b["id"] != "RHEL_9_STIG" || !strings.HasPrefix(fmt.Sprint(b["version"]), "1 Release: 3") {
				t.Errorf("%s: %v", name, b)
			}
			if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
				t.Errorf("%s: details were copied: %v", name, d.Payload)
			}
		}
	}
}

// Who lowers a severity decides something; decisions are not a checklist's.
func TestChecklistSeverityOverride(t *testing.T) {
	for _, tc := range [][3]string{{"medium", "low", "moderate"}, {"medium", "high", "high"}, {"high", "medium", "high"}, {"medium", "odd", "unknown"}, {"", "low", "low"}, {"", "", "unknown"}} {
		for name, text := range checklists(tc[0], "Open", tc[1]) {
			f := rawtest.Only(t, readAs(t, name, text, rawtest.Web()), raw.BenchmarkResults).Finding(t, "r1")
			if f["severity"] != tc[2] || f["status"] != raw.Fail {
				t.Errorf("%s: %s overridden by %q: %v", name, tc[0], tc[1], f)
			}
			if lowered := tc[2] == "moderate" || tc[0] == "high"; (f["message"] != nil) != lowered {
				t.Errorf("%s: %v", name, f["message"])
			}
		}
	}
}

func TestChecklistTarget(t *testing.T) {
	for name, text := range checklists("medium", "Open", "") {
		opt := rawtest.Web()
		for _, host := range []string{"db01", "DB01.example.", "10.0.0.7"} {
			opt.Targets = map[string][]string{"web": {host}}
			if d := rawtest.Only(t, readAs(t, name, text, opt), raw.BenchmarkResults); d.Problem != nil || d.Asserted || d.Subject != "db01" {
				t.Errorf("%s, %s: %v", name, host, d.Problem)
			}
		}
		opt.Targets = map[string][]string{"web": {"db02"}}
		if d := rawtest.Only(t, readAs(t, name, text, opt), raw.BenchmarkResults); d.Problem == nil {
			t.Errorf("%s: another host's checklist passes", name)
		}
		unnamed := strings.NewReplacer("db01.example", "", "db01", "", "10.0.0.7", "").Replace(text)
		if d := rawtest.Only(t, readAs(t, name, unnamed, rawtest.Web()), raw.BenchmarkResults); !d.Asserted || !strings.HasSuffix(d.Collector, "scans/report") {
			t.Errorf("%s: %s", name, d.Collector)
		}
		// Each instance of a database is a series of its own.
		one := strings.NewReplacer("<WEB_DB_INSTANCE>", "<WEB_DB_INSTANCE>hr", `"web_db_instance":"`, `"web_db_instance":"hr`).Replace(text)
		a, b := rawtest.Only(t, readAs(t, name, text, rawtest.Web()), raw.BenchmarkResults), rawtest.Only(t, readAs(t, name, one, rawtest.Web()), raw.BenchmarkResults)
		if a.Collector == b.Collector || b.Finding(t, "r1")["instance"] != "hr" {
			t.Errorf("%s: %s, %s", name, a.Collector, b.Collector)
		}
	}
}

func TestChecklistThatShowsNothing(t *testing.T) {
	for name, texts := range map[string][]string{
		CKL:  {cklOf(""), `<CHECKLIST><STIGS></STIGS></CHECKLIST>`, `<CHECKLIST/>`},
		CKLB: {cklbOf("", ""), `{"stigs":[],"cklb_version":"1.0"}`, `{"stigs":null,"cklb_version":"1.0"}`},
	} {
		for i, text := range texts {
			d := rawtest.Only(t, readAs(t, name, text, rawtest.Web()), raw.BenchmarkResults)
			if i == 0 && (d.Problem != nil || d.Scan()["ok"] != false) || i > 0 && d.Problem == nil {
				t.Errorf("%s: %v", text, d.Payload)
			}
		}
	}
	if got := rawtest.Broken(t, readAs(t, CKL, `<other/>`, rawtest.Web())); !strings.Contains(got, "not of the format") {
		t.Error(got)
	}
	if got := rawtest.Broken(t, readAs(t, CKLB, `{"cklb_version":"1.0"}`, rawtest.Web())); !strings.Contains(got, "not of the format") {
		t.Error(got)
	}
}
