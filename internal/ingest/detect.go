package ingest

import (
	"bytes"
	"strings"
)

// HeadSize is how many bytes of a file Detect wants to see.
const HeadSize = 64 << 10

// Detect names the raw format of a file by its first bytes, up to HeadSize of
// them; empty where it is none that this package reads. It looks at names of
// members and at the root element, never at a file's name.
func Detect(head []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(text) == 0:
		return ""
	case text[0] == '<':
		return detectXML(text)
	case text[0] == '[':
		return detectList(text)
	case text[0] == '{':
		return detectObject(text)
	}
	return ""
}

// detectObject looks at the top members that are complete in head.
func detectObject(text []byte) string {
	has := map[string]string{}
	Members(text, func(name string, value []byte) bool {
		if len(has) < 64 {
			has[name] = string(value[:min(len(value), 200)])
		}
		return true
	})
	holds := func(names ...string) bool {
		for _, n := range names {
			if _, ok := has[n]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has["bomFormat"] == `"CycloneDX"`:
		return CycloneDX
	case strings.Contains(strings.ToLower(has["$schema"]), "sarif"),
		holds("runs") && (holds("version") || startsWithMember(has["runs"], "tool", "results", "invocations", "automationDetails")):
		return SARIF
	case holds("SchemaVersion") && (holds("ArtifactName") || holds("ArtifactType") || holds("ClusterName") || holds("Results")),
		holds("ArtifactName", "Results"), holds("ArtifactName", "ArtifactType"),
		holds("ClusterName") && (holds("Resources") || holds("Findings") || holds("Vulnerabilities") || holds("Misconfigurations")):
		return Trivy
	}
	return ""
}

// detectList knows the bare list of results of early Trivy releases.
func detectList(text []byte) string {
	if startsWithMember(string(text[:min(len(text), 4096)]), "Target") {
		return Trivy
	}
	return ""
}

// startsWithMember says whether text is an array whose first object begins
// with one of the members.
func startsWithMember(text string, names ...string) bool {
	text = strings.TrimLeft(strings.TrimPrefix(text, "["), " \t\r\n")
	text = strings.TrimLeft(strings.TrimPrefix(text, "{"), " \t\r\n")
	for _, n := range names {
		if strings.HasPrefix(text, `"`+n+`"`) {
			return true
		}
	}
	return false
}

// detectXML looks at the root element's name and namespaces.
func detectXML(text []byte) string {
	for len(text) > 0 && text[0] == '<' {
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			_, after, ok := bytes.Cut(text, []byte("-->"))
			if !ok {
				return ""
			}
			text = after
		case bytes.HasPrefix(text, []byte("<?")), bytes.HasPrefix(text, []byte("<!")):
			_, after, ok := bytes.Cut(text, []byte(">"))
			if !ok {
				return ""
			}
			text = after
		default:
			tag, _, _ := bytes.Cut(text, []byte(">"))
			return rootFormat(string(tag))
		}
		text = bytes.TrimLeft(text, " \t\r\n")
	}
	return ""
}

func rootFormat(tag string) string {
	name := strings.TrimPrefix(tag, "<")
	if i := strings.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	if _, local, ok := strings.Cut(name, ":"); ok {
		name = local
	}
	switch {
	case (name == "Benchmark" || name == "TestResult") && strings.Contains(tag, xccdfSpace),
		name == "asset-report-collection" && strings.Contains(tag, "asset-reporting-format"):
		return XCCDF
	}
	return ""
}

// Members walks the top members of the JSON object that text begins with, as
// far as they are there, without reading inside their values; a value cut off
// by the end of text is given as far as it goes. It stops when see says so, or
// when the text is no object any more. It judges nothing: it is for telling
// formats apart.
func Members(text []byte, see func(name string, value []byte) bool) {
	i := space(text, 0)
	if i >= len(text) || text[i] != '{' {
		return
	}
	for i = space(text, i+1); i < len(text) && text[i] == '"'; i = space(text, i+1) {
		end := quoted(text, i)
		name := text[i+1 : max(end-1, i+1)]
		if i = space(text, end); i >= len(text) || text[i] != ':' {
			return
		}
		start := space(text, i+1)
		i = value(text, start)
		if !see(string(name), text[start:i]) {
			return
		}
		if i = space(text, i); i >= len(text) || text[i] != ',' {
			return
		}
	}
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// quoted is the offset behind the string that begins at i.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// value is the offset behind the value that begins at i.
func value(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = quoted(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
			i++
		case ',':
			if depth == 0 {
				return i
			}
			i++
			continue
		default:
			i++
			continue
		}
		if depth == 0 && i < len(b) && i > 0 && (b[i-1] == '"' || b[i-1] == '}' || b[i-1] == ']') {
			return i
		}
	}
	return len(b)
}
