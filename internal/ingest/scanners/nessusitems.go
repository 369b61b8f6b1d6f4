package scanners

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// nessusItem is what one plugin reports of one port while it is read.
type nessusItem struct {
	plugin, name, family, port, protocol string
	severity, risk                       string
	output                               string // of plugins that tell of the scan
	cves, cwes                           []string
	published                            string
	scores                               [3]nessusScore // CVSS 2, 3, 4
	kev                                  bool
	position                             string

	audited                        bool // it is a rule of an audit file
	rule, check, result, reference string
	benchmark                      benchmark
	audit                          string
}

type nessusScore struct{ score, vector string }

// The plugins that say how the scan itself went, and whether the host was there.
const (
	scanInformation = "19506"
	pingedHost      = "10180"
)

// loginFailed are the plugins that say that what needs a login could not be looked
// at, whatever the scan says of its credentials: no patch assessment, no privilege,
// no credentials, or none that worked.
//
// Source: Tenable's plugin pages of these ids.
var loginFailed = []string{"21745", "24786", "26917", "104410", "110385", "110695", "110723", "117885", "117886"}

// item reads one report item and puts it where it belongs.
func (r *nessusReader) item(h *nessusHost, e xml.StartElement) error {
	if !r.s.CountRecord() {
		return r.x.FaultAt(raw.FaultRecords)
	}
	h.items++
	i := nessusItem{
		plugin: raw.Attr(e, "pluginID"), name: raw.Attr(e, "pluginName"), family: raw.Attr(e, "pluginFamily"),
		port: raw.Attr(e, "port"), protocol: raw.Attr(e, "protocol"), severity: raw.Attr(e, "severity"),
	}
	line, _ := r.x.Dec.InputPos()
	if i.position = "line " + strconv.Itoa(line); line == r.last {
		i.position += ", byte " + strconv.FormatInt(r.x.Dec.InputOffset(), 10)
	}
	r.last = line
	if err := r.x.Children(func(c xml.StartElement) error { return r.detail(&i, c) }); err != nil {
		return err
	}
	switch {
	case i.plugin == scanInformation:
		h.information(i.output)
	case i.plugin == pingedHost && strings.Contains(i.output, "considered as dead"):
		h.dead = true
	case slices.Contains(loginFailed, i.plugin):
		h.denied = true
	}
	level := i.level()
	recast := level == "none" && i.recast()
	if recast {
		if level = raw.Severity(i.risk); level == "none" || level == "unknown" {
			level = raw.SeverityOfScore(i.score().Score)
		}
	}
	switch {
	case i.audited:
		r.audit(h, &i)
	case level == "none":
		r.s.Keep("informational plugin", i.position, r.s.Fields().
			Must("pluginID", i.plugin).Must("pluginName", i.name).Must("pluginFamily", i.family).
			Must("port", i.port).Must("protocol", i.protocol).Must("severity", i.severity).Object())
	default:
		found := i.findings(level)
		for n := range found {
			if found[n].suppressed = recast; recast {
				found[n].suppression = "recast"
			}
		}
		h.vulnerable = append(h.vulnerable, found...)
	}
	return nil
}

// detail reads one element of an item.
func (r *nessusReader) detail(i *nessusItem, e xml.StartElement) (err error) {
	text := func(into *string, most int) error {
		*into, err = r.x.Text(most)
		return err
	}
	list := func(into *[]string) error {
		v, err := r.x.Text(raw.ShortText)
		if v != "" && len(*into) < 200 {
			*into = append(*into, v)
		}
		return err
	}
	switch e.Name.Local {
	case "risk_factor":
		return text(&i.risk, raw.ShortText)
	case "cve":
		return list(&i.cves)
	case "cwe":
		return list(&i.cwes)
	case "vuln_publication_date":
		return text(&i.published, raw.ShortText)
	case "xref":
		v, err := r.x.Text(raw.ShortText)
		i.kev = i.kev || strings.HasPrefix(v, "CISA-KNOWN-EXPLOITED:")
		return err
	case "cvss_base_score":
		return text(&i.scores[0].score, raw.ShortText)
	case "cvss_vector":
		return text(&i.scores[0].vector, raw.ShortText)
	case "cvss3_base_score":
		return text(&i.scores[1].score, raw.ShortText)
	case "cvss3_vector":
		return text(&i.scores[1].vector, raw.ShortText)
	case "cvss4_base_score":
		return text(&i.scores[2].score, raw.ShortText)
	case "cvss4_vector":
		return text(&i.scores[2].vector, raw.ShortText)
	case "plugin_output":
		if i.plugin == scanInformation || i.plugin == pingedHost {
			return text(&i.output, 16*raw.LongText)
		}
	case "compliance-result":
		i.audited = true
		return text(&i.result, raw.ShortText)
	case "compliance-check-name":
		i.audited = true
		return text(&i.rule, raw.ShortText)
	case "compliance-check-id":
		return text(&i.check, raw.ShortText)
	case "compliance-reference":
		return text(&i.reference, 16*raw.LongText)
	case "compliance-audit-file":
		return text(&i.audit, raw.ShortText)
	case "compliance-benchmark-name":
		return text(&i.benchmark.id, raw.ShortText)
	case "compliance-benchmark-version":
		return text(&i.benchmark.version, raw.ShortText)
	case "compliance-benchmark-profile":
		return text(&i.benchmark.profile, raw.ShortText)
	}
	return r.x.Skip()
}

// recast says whether somebody took a finding for information that the plugin does
// not: it has a risk, or a vulnerability with a score.
func (i *nessusItem) recast() bool {
	risk := raw.Severity(i.risk)
	return risk != "none" && risk != "unknown" || len(i.cves) > 0 && i.score().Score > 0
}

// level is how bad the plugin calls it: by number, else by word.
func (i *nessusItem) level() string {
	switch i.severity {
	case "0":
		return "none"
	case "1":
		return "low"
	case "2":
		return "moderate"
	case "3":
		return "high"
	case "4":
		return "critical"
	}
	return raw.Severity(i.risk)
}

// findings are the records of a vulnerability: one for each CVE, because
// catalogs and statements speak of those; the plugin itself where it names none.
func (i *nessusItem) findings(severity string) (out []finding) {
	f := finding{
		title: strings.TrimSpace(i.name + " (plugin " + i.plugin + ")"), severity: severity, status: raw.Fail, word: i.severity,
		cvss: i.score(), kev: i.kev, position: i.position,
	}
	if t, err := time.Parse("2006/01/02", i.published); err == nil {
		f.published = t.Format(time.RFC3339)
	}
	for _, cwe := range i.cwes {
		f.cwe = append(f.cwe, "CWE-"+strings.TrimPrefix(cwe, "CWE-"))
	}
	ids := i.cves
	if len(ids) == 0 {
		ids = []string{"nessus-" + raw.First(i.plugin, "unnamed")}
	}
	for _, id := range ids {
		f.id = id
		out = append(out, f)
	}
	return out
}

func (i *nessusItem) score() raw.CVSS {
	var of []scored
	for n, version := range []string{"2.0", "3.0", "4.0"} {
		if score, err := strconv.ParseFloat(i.scores[n].score, 64); err == nil {
			vector := strings.TrimPrefix(i.scores[n].vector, "CVSS2#")
			of = append(of, scored{CVSS: raw.CVSS{Version: raw.VectorVersion(vector, version), Score: score, Vector: vector}})
		}
	}
	return bestScore(of)
}

// information reads what the scan says of itself, one thing a line. It knows
// better than the host's property whether the scanner could log in.
func (h *nessusHost) information(output string) {
	for line := range strings.Lines(output) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "Nessus version":
			h.version = raw.Clip(value, raw.ShortText)
		case "Plugin feed version":
			if t, err := time.Parse("200601021504", value); err == nil {
				h.scan.Database = t.Format(time.RFC3339)
			}
		case "Credentialed checks":
			word := strings.ToLower(value)
			if yes := strings.HasPrefix(word, "yes"); yes || strings.HasPrefix(word, "no") {
				h.scan.Credentialed = &yes
			}
			if _, rest, ok := strings.Cut(value, "as '"); ok {
				h.scan.Identity, _, _ = strings.Cut(rest, "'")
			}
		}
	}
}

// audit adds a rule's result to the document of its audit file. A warning is a
// rule that a person must look at.
func (r *nessusReader) audit(h *nessusHost, i *nessusItem) {
	b := i.benchmark
	b.id = raw.First(b.id, i.audit)
	d := h.audits.of(b.id+"\x00"+b.version+"\x00"+b.profile, func() *scanned {
		return &scanned{kind: raw.BenchmarkResults, benchmark: b}
	})
	status := raw.Undecided
	switch strings.ToUpper(i.result) {
	case "PASSED":
		status = raw.Pass
	case "FAILED":
		status = raw.Fail
	}
	f := finding{title: i.rule, severity: "unknown", status: status, word: i.result, position: i.position}
	for _, reference := range strings.Split(i.reference, ",") {
		system, id, ok := strings.Cut(strings.TrimSpace(reference), "|")
		if !ok || system == "" || id == "" || len(f.identifiers) >= 200 {
			continue
		}
		f.identifiers = append(f.identifiers, [2]string{system, id})
		switch system {
		case "CAT":
			f.severity = raw.First(map[string]string{"I": "high", "II": "moderate", "III": "low"}[id], f.severity)
		case "Rule-ID":
			f.id = id
		case "STIG-ID":
			f.version = id
		}
	}
	f.id = raw.First(f.id, i.check, i.rule, i.plugin)
	d.findings = append(d.findings, f)
}
