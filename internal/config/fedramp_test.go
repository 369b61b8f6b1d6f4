package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/config"
)

const certified = "system-id: x\nsystem: sys.json\nframeworks: [fedramp-low]\n" + `fedramp:
  package: {framework: fedramp-low, class: b, overview: "https://trust.example.com/o.json", results: "https://trust.example.com/r/"}
  vulnerabilities:
    since: 2026-10-20
    evaluations:
      - {item: FEDRAMP-LOW-0001, completed: 2026-11-01T10:00:00Z, rating: 3, internet-reachable: false, impact: Little., next: {at: 2026-12-01, rating: 1}}
      - {item: FEDRAMP-LOW-0002, completed: 2026-11-02}
  record:
    requirements:
      - {id: VER-TFR-MHR, status: implemented, implementation: ["a\nb"]}
    indicators:
      - {id: KSI-IAM-ELP, implementation: [a], assessment: [b]}
  ongoing: {since: 2026-08-20, changes: [], planned: {through: 2027-03-01, changes: [c]}, agencies: [d], incidents: [{summary: e, occurred: 2026-09-02, resolved: 2026-09-03}]}
`

func TestFedRAMP(t *testing.T) {
	c, err := config.Decode("assay.yaml", []byte(certified))
	if err != nil {
		t.Fatal(err)
	}
	f := c.FedRAMP
	if e := f.Vulnerabilities.Evaluations[0]; e.InternetReachable.Value || !e.InternetReachable.Set() || e.LikelyExploitable.Set() || e.Next.Rating.Value != 1 {
		t.Errorf("the first evaluation is %+v", e)
	}
	if o := f.Ongoing; !o.Changes.Set() || len(o.Changes.Value) != 0 || o.Transformative.Set() || len(o.Incidents.Value) != 1 {
		t.Errorf("what is given and what is not are not told apart: %+v", o)
	}
	var told []string
	for _, s := range c.Settings() {
		if strings.HasPrefix(s.Key, "fedramp.") {
			told = append(told, s.Key+" = "+s.Value)
		}
	}
	if d := cmp.Diff([]string{
		"fedramp.package.framework = fedramp-low",
		"fedramp.package.class = b",
		"fedramp.package.overview = https://trust.example.com/o.json",
		"fedramp.package.results = https://trust.example.com/r/",
		"fedramp.vulnerabilities.since = 2026-10-20T00:00:00Z",
		"fedramp.vulnerabilities.evaluations.0 = FEDRAMP-LOW-0001, completed 2026-11-01T10:00:00Z",
		"fedramp.vulnerabilities.evaluations.1 = FEDRAMP-LOW-0002, completed 2026-11-02T00:00:00Z",
		"fedramp.record.requirements.0 = VER-TFR-MHR implemented",
		"fedramp.record.indicators.0 = KSI-IAM-ELP",
		"fedramp.ongoing.since = 2026-08-20",
		"fedramp.ongoing.planned.through = 2027-03-01",
		"fedramp.ongoing.changes = 0 given",
		"fedramp.ongoing.planned.changes = 1 given",
		"fedramp.ongoing.agencies = 1 given",
		"fedramp.ongoing.incidents = 1 given",
	}, told); d != "" {
		t.Error(d)
	}
	again, err := config.Decode("assay.yaml", c.Encode())
	if err != nil || string(again.Encode()) != string(c.Encode()) {
		t.Errorf("encoded and decoded: %v\n%s", err, c.Encode())
	}
}

func TestFedRAMPRefuses(t *testing.T) {
	refuses(t, certified, []refusal{
		{"an unknown key", "since: 2026-10-20", "from: 2026-10-20", `unknown key "from"`},
		{"an unknown class", "class: b", "class: e", `"e" is not known here`},
		{"half an address", "https://trust.example.com/o.json", "/o.json", "not a full address"},
		{"an address with a password", "https://trust.example.com/r/", "https://a:b@trust.example.com/r/", "not a full address"},
		{"a rating beyond the scale", "rating: 3", "rating: 6", "there is no such rating"},
		{"a next rating beyond it", "rating: 1}", "rating: 0}", "there is no such rating"},
		{"two evaluations of an item", "FEDRAMP-LOW-0002", "FEDRAMP-LOW-0001", "two evaluations of one item; the other is on line 9"},
		{"an evaluation without a time", ", completed: 2026-11-02}", "}", "key completed is missing"},
		{"what is no rule", "VER-TFR-MHR", "ver-1", `"ver-1" is not the id of a FedRAMP rule`},
		{"what is no indicator", "KSI-IAM-ELP", "IAM-ELP", "is not the id of a Key Security Indicator"},
		{"an unknown status", "status: implemented", "status: done", `"done" is not known here`},
		{"nothing said", "implementation: [a]", "implementation: []", "the list says nothing"},
		{"empty words", "implementation: [a]", `implementation: [" "]`, "a text is empty"},
		{"an empty agency", "agencies: [d]", `agencies: [""]`, "a text is empty"},
		{"no day", "since: 2026-08-20", "since: 2026-08-40", "not a date"},
		{"an incident that ends before it begins", "resolved: 2026-09-03", "resolved: 2026-09-01", "resolved before it occurred"},
	})
}
