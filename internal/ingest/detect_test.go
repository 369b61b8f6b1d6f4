package ingest

import (
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	for name, tc := range map[string]struct{ head, want string }{
		"Trivy report":                  {`{"SchemaVersion":2,"ArtifactName":"a","Results":[`, Trivy},
		"Trivy with its newer head":     {`{"Trivy":{"Version":"0.68"},"SchemaVersion":2,"ReportID":"x","ArtifactName":"a"`, Trivy},
		"Trivy cluster":                 {`{"ClusterName":"c","Resources":[`, Trivy},
		"Trivy before 0.20":             {` [ { "Target": "web (debian 10)", "Vulnerabilities": null }]`, Trivy},
		"SARIF by schema":               {`{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[`, SARIF},
		"SARIF by members":              {`{"version":"2.1.0","runs":[]}`, SARIF},
		"SARIF with endless runs first": {`{"runs":[{"tool":{"driver":{"name":"` + strings.Repeat("x", HeadSize), SARIF},
		"CycloneDX":                     {`{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX"`, CycloneDX},
		"XCCDF benchmark":               {`<?xml version="1.0"?><!-- a > b --><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"`, XCCDF},
		"XCCDF with prefix and mark":    {"\ufeff<xccdf:TestResult\n  xmlns:xccdf='http://checklists.nist.gov/xccdf/1.2'>", XCCDF},
		"ARF":                           {`<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1">`, XCCDF},
		"XCCDF behind a document type":  {`<!DOCTYPE x><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">`, XCCDF},
		"an envelope":                   {`{"kind":"vulnerabilities","payload":{"SchemaVersion":2,"Results":[]}}`, ""},
		"Security Hub findings":         {`{"Findings":[{"SchemaVersion":"2018-10-08"`, ""},
		"a list of envelopes":           {`[{"kind":"a"}]`, ""},
		"runs of something else":        {`{"runs":[{"id":1}]}`, ""},
		"HTML":                          {`<html>`, ""},
		"another benchmark":             {`<Benchmark xmlns="urn:x">`, ""},
		"an unfinished comment":         {`<!-- <Benchmark`, ""},
		"nothing":                       {``, ""},
		"white space":                   {"  \n", ""},
		"text":                          {`hello`, ""},
		"half a member":                 {`{"SchemaVersion`, ""},
	} {
		if got := Detect([]byte(tc.head)); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestMembers(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1,"b":[{"x":"}]"},2],"c":"d\"e","f":{}}`: `a=1 b=[{"x":"}]"},2] c="d\"e" f={}`,
		` { "a" : null , "b":tru`:                      `a=null  b=tru`,
		`{"a":"cut`:                                    `a="cut`,
		`{}`:                                           ``,
		`[]`:                                           ``,
		`{"a" 1}`:                                      ``,
	} {
		var got []string
		Members([]byte(text), func(name string, value []byte) bool {
			got = append(got, name+"="+string(value))
			return true
		})
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %q, want %q", text, g, want)
		}
	}
}

func FuzzDetect(f *testing.F) {
	for _, text := range samples() {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"a":[}`))
	f.Add([]byte("< "))
	f.Fuzz(func(t *testing.T, head []byte) {
		name := Detect(head)
		if _, known := find(name); name != "" && !known {
			t.Fatalf("no format %q", name)
		}
		Members(head, func(string, []byte) bool { return true })
	})
}
