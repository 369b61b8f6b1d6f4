package code

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// zapOf is a report on one site.
func zapOf(alerts string) string {
	return `{"@programName":"ZAP","@version":"2.16.0","@generated":"Wed, 18 Nov 2026 05:30:00","created":"2026-11-18T04:30:00.5Z","extra":null,
"site":[{"@name":"https://shop.example","@host":"shop.example","@port":"443","@ssl":"true","alerts":[` + alerts + `]}]}`
}

func zapAlert(risk, cwe string) string {
	return `{"pluginid":"40018","alertRef":"40018-1","alert":"SQL Injection","name":"SQL Injection","riskcode":"` + risk + `","confidence":"0","desc":"LONG","instances":[{"uri":"https://shop.example/?q=hunter2","attack":"hunter2","evidence":"hunter2","request-header":"Cookie: hunter2","response-body":"hunter2"}],"count":"1","cweid":"` + cwe + `","otherinfo":"hunter2"}`
}

func zapOut(docs []rawtest.Doc) (n int) {
	for _, d := range docs {
		for _, a := range rawtest.Objects(d.Payload["applications"]) {
			n += rawtest.Length(a["findings"])
		}
		n += rawtest.Length(d.Payload["records"])
		if d.Problem != nil {
			return docs[0].File.Records.Read
		}
	}
	return n
}

func zapCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "zap"), Out: zapOut,
		Sample: zapOf(zapAlert("3", "89") + `,{"pluginid":"1","name":"name","riskcode":"1","cweid":"-1"}`),
		Long: func(n int) string {
			return `{"@version":"2","site":[{"@name":"a","alerts":[` + strings.Repeat(`{"pluginid":"1","cweid":"89"},`, n) + `{}]}]}`
		},
		Count: func(file []byte) (n int) {
			m := rawtest.JSONOf(file)
			sites := rawtest.Lists(m["site"])
			if one, ok := m["site"].(map[string]any); ok {
				sites = append(sites, one)
			}
			for _, s := range sites {
				n += rawtest.Length(s["alerts"])
			}
			return n
		},
		Real: []string{"zap/webgoat.json"},
	}
}

func FuzzZAP(f *testing.F) {
	rawtest.Fuzz(f, zapCase(f), `{"@version":"2","site":{"@name":"a","alerts":null}}`, `{"@version":"2","site":[{"@name":"a"},{"@name":"a"},{"@name":""}]}`)
}

func TestZAP(t *testing.T) {
	d := rawtest.Only(t, readAs(t, "zap", zapOf(zapAlert("3", "89")+","+zapAlert("2", "89")), rawtest.Web()), applicationTests)
	a := rawtest.Objects(d.Payload["applications"])[0]
	got := fmt.Sprint(a["id"], " ", a["active"], " ", a["tested_on"], " ", a["findings"], " ", a["classes"])
	want := "https://shop.example true 2026-11-18T04:30:00Z [map[class:injection id:40018-1 SQL Injection severity:high] map[class:injection id:40018-1 SQL Injection #2 severity:moderate]] <nil>"
	if got != want || d.Subject != "https://shop.example" {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
		t.Error("a request was copied")
	}
	for risk, severity := range map[string]string{"0": "none", "1": "low", "2": "moderate", "3": "high", "4": "unknown", "": "unknown"} {
		d := rawtest.Only(t, readAs(t, "zap", zapOf(zapAlert(risk, "79")), rawtest.Web()), applicationTests)
		f := rawtest.Objects(rawtest.Objects(d.Payload["applications"])[0]["findings"])[0]
		if f["severity"] != severity || f["class"] != "cross-site-scripting" {
			t.Errorf("risk %q: %v", risk, f)
		}
	}
}

// What the kind has no word for is kept, without what was sent and answered.
func TestZAPKeepsWhatItCannotClass(t *testing.T) {
	docs := readAs(t, "zap", zapOf(zapAlert("3", "9999")), rawtest.Web())
	if d := rawtest.Only(t, docs, raw.RawRecords); strings.Contains(fmt.Sprint(d.Payload), "hunter2") || docs[0].File.Records.Raw != 1 {
		t.Errorf("%v", d.Payload)
	}
}

func TestZAPTimeAndTarget(t *testing.T) {
	old := strings.Replace(zapOf(""), `"created":"2026-11-18T04:30:00.5Z",`, "", 1)
	if d := rawtest.Only(t, readAs(t, "zap", old, rawtest.Web()), applicationTests); d.Collected.Format("2006-01-02T15:04:05") != "2026-11-18T05:30:00" || !d.ZoneAssumed {
		t.Errorf("%v", d.Collected)
	}
	opt := rawtest.Web()
	for _, name := range []string{"https://shop.example", "shop.example"} {
		opt.Targets = map[string][]string{"web": {name}}
		if d := rawtest.Only(t, readAs(t, "zap", zapOf(""), opt), applicationTests); d.Problem != nil || d.Asserted {
			t.Errorf("%s: %v", name, d.Problem)
		}
	}
	opt.Targets = map[string][]string{"web": {"other.example"}}
	if d := rawtest.Only(t, readAs(t, "zap", zapOf(""), opt), applicationTests); d.Problem == nil {
		t.Error("another application's report passes")
	}
	for _, text := range []string{`{"@version":"2","site":[]}`, `{"@version":"2","site":null}`, `{"@version":"2","site":[{"@name":""}]}`} {
		if d := readAs(t, "zap", text, rawtest.Web())[0]; d.Problem == nil || d.Kind != applicationTests {
			t.Errorf("%s: no site, and it passes", text)
		}
	}
}

// Each weakness is of one sort.
func TestZAPClasses(t *testing.T) {
	n := 0
	for _, numbers := range zapClasses {
		n += len(strings.Fields(numbers))
	}
	if n != len(zapClassOf) {
		t.Errorf("%d numbers, %d of them differ", n, len(zapClassOf))
	}
}
