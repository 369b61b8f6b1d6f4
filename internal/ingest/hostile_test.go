package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// The three formats in JSON are refused alike.
func TestHostileJSON(t *testing.T) {
	for _, f := range []string{Trivy, SARIF, CycloneDX} {
		whole := samples()[f]
		for name, tc := range map[string]struct{ text, want string }{
			"empty":               {"", "empty"},
			"white space":         {" \n\t ", "empty"},
			"byte order mark":     {"\ufeff" + whole, "byte order mark"},
			"UTF-16":              {"\xff\xfe{\x00", "UTF-16"},
			"UTF-16 without mark": {"\x00{\x00\"", "UTF-16"},
			"not UTF-8":           {strings.Replace(whole, "LONG", "\xff", 1), "UTF-8"},
			"half a surrogate":    {strings.Replace(whole, "LONG", `\ud800`, 1), "UTF-8"},
			"a key twice":         {strings.Replace(whole, `"extra":null`, `"extra":1,"extra":2`, 1), "twice"},
			"a key twice inside":  {strings.Replace(whole, `"extra":null`, `"extra":{"patient":1,"patient":2}`, 1), "twice"},
			"NaN":                 {strings.Replace(whole, `"extra":null`, `"extra":NaN`, 1), "not well-formed"},
			"control character":   {strings.Replace(whole, "LONG", "\x01", 1), "not well-formed"},
			"unknown escape":      {strings.Replace(whole, "LONG", `\q`, 1), "not well-formed"},
			"a comma too many":    {strings.Replace(whole, `"extra":null`, `"extra":null,`, 1), "not well-formed"},
			"trailing data":       {whole + "{}", "follows the end"},
			"trailing text":       {whole + " patient", "follows the end"},
			"a number":            {"12", "another type"},
			"a text":              {`"patient"`, "another type"},
		} {
			docs := read(t, f, tc.text, web())
			got := broken(t, docs)
			if !strings.Contains(got, tc.want) {
				t.Errorf("%s, %s: %s", f, name, got)
			}
			if strings.Contains(got, "patient") {
				t.Errorf("%s, %s quotes the file: %s", f, name, got)
			}
			if f != SARIF && len(docs) != 1 {
				t.Errorf("%s, %s: %d documents", f, name, len(docs))
			}
		}
		// Members nobody reads may hold any number.
		read(t, f, strings.Replace(whole, `"extra":null`, `"extra":1e9999`, 1), web())
	}
}

// A value of another type than its format says refuses the file, with its
// place; names that are not the format's own stay hidden.
func TestWrongTypes(t *testing.T) {
	for _, tc := range []struct{ format, text, place string }{
		{Trivy, `{"SchemaVersion":2,
"Results":[{},{"Vulnerabilities":[{"VulnerabilityID":"a"},{"Severity":5}]}]}`, "report:2#/Results/1/Vulnerabilities/1/Severity"},
		{Trivy, `{"SchemaVersion":"2"}`, "#/SchemaVersion"},
		{Trivy, `{"SchemaVersion":1e400}`, "#/SchemaVersion"},
		{Trivy, `{"Results":{}}`, "#/Results"},
		{Trivy, `{"Results":[{"Vulnerabilities":[{"CVSS":{"patient-4711":{"V3Score":"high"}}}]}]}`, "/Vulnerabilities/0/CVSS/*/*"},
		{SARIF, `{"version":"2.1.0","runs":[{"results":[{"ruleId":7}]}]}`, "#/runs/0/results/0/ruleId"},
		{SARIF, `{"version":"2.1.0","runs":{}}`, "#/runs"},
		{CycloneDX, `{"bomFormat":"CycloneDX","components":[{"name":[]}]}`, "#/components/0/name"},
		{CycloneDX, `{"bomFormat":5}`, "#/bomFormat"},
	} {
		got := broken(t, read(t, tc.format, tc.text, web()))
		if !strings.Contains(got, tc.place+": ") || !strings.Contains(got, "another type") {
			t.Errorf("%s: %s, want place %s", tc.text, got, tc.place)
		}
	}
}

func TestNullsAreAbsence(t *testing.T) {
	for f, text := range map[string]string{
		Trivy:     `{"SchemaVersion":2,"ArtifactName":null,"Metadata":null,"CreatedAt":null,"Results":[{"Target":null,"Class":"os-pkgs","Packages":null,"Vulnerabilities":[{"VulnerabilityID":null,"CVSS":null}]}]}`,
		SARIF:     `{"version":"2.1.0","runs":[{"tool":null,"invocations":null,"artifacts":null,"results":[{"ruleId":null,"message":null,"locations":null}]}]}`,
		CycloneDX: `{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":null,"components":[{"name":null}],"vulnerabilities":null}`,
	} {
		docs := read(t, f, text, web())
		if docs[0].Problem != nil || recordsOf(docs) != 1 {
			t.Errorf("%s: %v, %d records", f, docs[0].Problem, recordsOf(docs))
		}
	}
}

// Names become subjects, and subjects are printed.
func TestNamesCannotForgeLines(t *testing.T) {
	text := image1(`{"Target":"a\n\u001b[31mb\u202e","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`)
	text = strings.Replace(text, `"reg.example/web:1.2","ArtifactType"`, `"x\ny","ArtifactType"`, 1)
	d := only(t, read(t, Trivy, text, web()), Vulnerabilities)
	for _, s := range append(d.examined(), d.Subject, d.Collector, fmt.Sprint(d.finding(t, "CVE-1")["target"])) {
		if strings.ContainsAny(s, "\n\x1b\u202e") {
			t.Errorf("%q", s)
		}
	}
}

func TestLongTextsAreCutAtACharacter(t *testing.T) {
	text := image1(`{"Target":"web","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","Title":"` + strings.Repeat("é", 5000) + `"}]}`)
	title := only(t, read(t, Trivy, text, web()), Vulnerabilities).finding(t, "CVE-1")["title"].(string)
	if len(title) > longText+8 || !strings.HasSuffix(title, "é…") {
		t.Errorf("%d bytes, ends %q", len(title), title[len(title)-6:])
	}
}
