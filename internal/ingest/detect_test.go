package ingest

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

func TestDetect(t *testing.T) {
	for name, tc := range map[string]struct{ head, want string }{
		"Trivy report":                  {`{"SchemaVersion":2,"ArtifactName":"a","Results":[`, "trivy"},
		"Trivy with its newer head":     {`{"Trivy":{"Version":"0.68"},"SchemaVersion":2,"ReportID":"x","ArtifactName":"a"`, "trivy"},
		"Trivy cluster":                 {`{"ClusterName":"c","Resources":[`, "trivy"},
		"Trivy before 0.20":             {` [ { "Target": "web (debian 10)", "Vulnerabilities": null }]`, "trivy"},
		"SARIF by schema":               {`{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[`, "sarif"},
		"SARIF by members":              {`{"version":"2.1.0","runs":[]}`, "sarif"},
		"SARIF with endless runs first": {`{"runs":[{"tool":{"driver":{"name":"` + strings.Repeat("x", HeadSize), "sarif"},
		"CycloneDX":                     {`{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX"`, "cyclonedx"},
		"XCCDF benchmark":               {`<?xml version="1.0"?><!-- a > b --><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"`, "xccdf"},
		"XCCDF with prefix and mark":    {"\ufeff<xccdf:TestResult\n  xmlns:xccdf='http://checklists.nist.gov/xccdf/1.2'>", "xccdf"},
		"ARF":                           {`<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1">`, "xccdf"},
		"XCCDF behind a document type":  {`<!DOCTYPE x><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">`, "xccdf"},
		"XCCDF behind declarations":     {`<!DOCTYPE x [<!ENTITY e "a">]><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">`, "xccdf"},
		"an unfinished document type":   {`<!DOCTYPE x [<!ENTITY e "a">`, ""},
		"Nessus":                        {`<?xml version="1.0" ?><NessusClientData_v2>`, "nessus"},
		"OCSF in pages":                 {`{"NextToken":"t","Findings":[{"class_uid":2003,"metadata":{}`, "ocsf"},
		"no findings in pages":          {`{"Findings": [ ]}`, "asff"},
		"Snyk whose first is long":      {`{"vulnerabilities":[{"id":"SNYK-1","title":"t","CVSSv3":"` + strings.Repeat("x", HeadSize), "snyk"},
		"Grype whose first is long":     {`{"matches":[{"vulnerability":{"id":"CVE-1"},"artifact":{"name":"` + strings.Repeat("x", HeadSize), "grype"},
		"kubectl":                       {`{"apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Pod"`, "kubernetes"},
		"a page of the Kubernetes API":  {`{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"t"},"items":[{"metadata":{}`, "kubernetes"},
		"a manifest":                    {"# api\napiVersion: apps/v1\nkind: Deployment\n", "kubernetes-yaml"},
		"a chart of Helm":               {"apiVersion: v2\nname: api\n", ""},
		"a Terraform plan":              {`{"format_version":"1.2","terraform_version":"1.9.0","variables":{`, "terraform"},
		"a Terraform state file":        {`{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"a"`, "terraform"},
		"SPDX 2":                        {`{"spdxVersion":"SPDX-2.3","SPDXID":"a"`, "spdx"},
		"SPDX 3":                        {`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[`, "spdx-3"},
		"SPDX in tag-value form":        {"SPDXVersion: SPDX-2.3\n", "spdx-tag-value"},
		"OpenVEX":                       {`{"@context":"https://openvex.dev/ns/v0.2.0","statements":[`, "openvex"},
		"CSAF":                          {`{"document":{"category":"csaf_vex","csaf_version":"2.0"`, "csaf"},
		"docker image inspect":          {`[{"Id":"sha256:a","RepoTags":[],"Config":{},"RootFS":{`, "image"},
		"docker container inspect":      {`[{"Id":"a","RootFS":{},"HostConfig":{`, ""},
		"an OCI manifest":               {`{"schemaVersion":2,"config":{},"layers":[`, "image"},
		"osqueryd":                      {`{"name":"a","hostIdentifier":"h","unixTime":1,"snapshot":[`, "osquery"},
		"osqueryi":                      {`[{"uid":"0","username":"root","shell":"/bin/sh","directory":"/"`, "osquery"},
		"an envelope":                   {`{"kind":"vulnerabilities","payload":{"SchemaVersion":2,"Results":[]}}`, ""},
		"Security Hub findings":         {`{"Findings":[{"SchemaVersion":"2018-10-08"`, "asff"},
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
		if got := claims([]byte(tc.head)); len(got) > 1 {
			t.Errorf("%s: claimed by %v", name, got)
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
		raw.Members([]byte(text), func(name string, value []byte) bool {
			got = append(got, name+"="+string(value))
			return true
		})
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %q, want %q", text, g, want)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(`{"SchemaVersion":2,"ArtifactName":"a","Results":[`))
	f.Add([]byte(`<?xml version="1.0"?><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"`))
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
