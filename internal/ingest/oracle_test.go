package ingest

import (
	"encoding/xml"
	"testing"
)

// rawRecords counts the records of a raw file without this package: by generic
// decoding, whole in memory.
func rawRecords(t testing.TB, format string, raw []byte) int {
	t.Helper()
	switch format {
	case Trivy:
		return countTrivy(jsonOf(t, raw))
	case SARIF:
		n := 0
		for _, r := range lists(jsonOf(t, raw)["runs"]) {
			n += length(r["results"])
		}
		return n
	case CycloneDX:
		m := jsonOf(t, raw)
		n := countParts(m["components"]) + length(m["vulnerabilities"])
		if meta, ok := m["metadata"].(map[string]any); ok {
			if c, ok := meta["component"].(map[string]any); ok {
				n += countParts(c["components"])
			}
		}
		return n
	}
	var root element
	if err := xml.Unmarshal(raw, &root); err != nil {
		t.Fatalf("oracle: %v", err)
	}
	return root.count("rule-result", root.XMLName.Local == "TestResult")
}

type element struct {
	XMLName  xml.Name
	Children []element `xml:",any"`
}

// count counts elements inside a TestResult.
func (e element) count(name string, inside bool) (n int) {
	for _, c := range e.Children {
		if inside && c.XMLName.Local == name && isXCCDF(c.XMLName) {
			n++
			continue
		}
		n += c.count(name, inside || c.XMLName.Local == "TestResult")
	}
	return n
}

func countTrivy(m map[string]any) (n int) {
	results := lists(m["Results"])
	for _, key := range []string{"Resources", "Findings", "Vulnerabilities", "Misconfigurations"} {
		for _, r := range lists(m[key]) {
			results = append(results, lists(r["Results"])...)
		}
	}
	for _, r := range results {
		for _, key := range []string{"Vulnerabilities", "Misconfigurations", "Secrets", "Licenses", "Packages", "ExperimentalModifiedFindings"} {
			n += length(r[key])
		}
	}
	return n
}

func countParts(v any) (n int) {
	for _, c := range lists(v) {
		n += 1 + countParts(c["components"])
	}
	return n
}

func length(v any) int {
	l, _ := v.([]any)
	return len(l)
}

// lists are the objects of a list; a null counts as an empty one.
func lists(v any) (out []map[string]any) {
	l, _ := v.([]any)
	for _, x := range l {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}
