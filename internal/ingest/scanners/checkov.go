package scanners

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// checkovNames are the member names of Checkov's report that errors may print.
const checkovNames = `check_type results passed_checks failed_checks skipped_checks unknown_checks parsing_errors summary
checkov_version check_id bc_check_id check_name check_result result suppress_comment file_path repo_file_path
file_line_range resource severity vulnerability_details id package_name package_version cvss vector
published_date lowest_fixed_version`

// checkovKinds are the kinds that a report can bring.
var checkovKinds = []string{raw.ConfigurationFindings, raw.Vulnerabilities, raw.SecretFindings}

// checkovReport gathers the records of all frameworks by their kind.
type checkovReport struct {
	s       *raw.Source
	j       *raw.JSON
	docs    gathered
	version string
}

// readCheckov reads Checkov's JSON: one framework, or the list of several.
// Records of infrastructure code are configuration-findings, those of sca_package
// and sca_image vulnerabilities, those of secrets secret-findings; license checks
// are kept raw. The files that have a record were examined. What a comment in the
// code skips fails still; a file that Checkov could not parse is undecided.
// Checkov says no time, and without an API key no severity.
//
// Source: bridgecrewio/checkov, checkov/common/output/report.py and record.py,
// releases 2.0 to 3.2.
func readCheckov(ctx context.Context, s *raw.Source) error {
	r := &checkovReport{s: s, j: raw.NewJSON(ctx, s, checkovNames)}
	read := r.framework
	if r.j.Kind() == '[' {
		read = func() error {
			return r.j.Array(func(int) error { return r.framework() })
		}
	}
	if err := read(); err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	for _, d := range r.docs.docs {
		d.version = r.version
	}
	return r.docs.emit(s, checkovKinds, "", "look at where Checkov was run: it found nothing that it knows, or leave out --compact and --quiet")
}

// framework reads the report of one framework. Its members come in any order, so
// its records wait for its name.
func (r *checkovReport) framework() error {
	var kind string
	var findings []finding
	var broken []finding
	var summary checkovSummary
	err := r.j.Object(func(name string) error {
		switch name {
		case "check_type":
			return r.j.Into(&kind)
		case "results":
			return r.j.Object(func(list string) error {
				switch list {
				case "passed_checks", "failed_checks", "skipped_checks", "unknown_checks":
					return r.j.Array(func(int) error { return r.record(list, &findings) })
				case "parsing_errors":
					return r.j.Array(func(int) error { return r.unparsed(&broken) })
				}
				return r.j.Skip()
			})
		case "summary":
			err := r.j.Into(&summary)
			r.version = raw.First(r.version, summary.Version)
			return err
		}
		return r.j.Skip()
	})
	if err != nil {
		return err
	}
	broken = append(broken, summary.missing(findings, broken)...)
	if len(findings)+len(broken) == 0 {
		return nil
	}
	d := r.document(kind)
	for _, f := range findings {
		f.target = d.examined.Add(f.target)
		if d.kind == raw.SecretFindings {
			f.resource = f.target // Checkov's own is a hash of the secret
		}
		d.findings = append(d.findings, f)
	}
	d.findings = append(d.findings, broken...)
	return nil
}

// checkovSummary is how many records a framework's report says that it has.
type checkovSummary struct {
	Version string `json:"checkov_version"`
	Failed  int    `json:"failed"`
	Broken  int    `json:"parsing_errors"`
}

// missing is a record of what the summary counts and the lists do not have: nobody
// knows what it is. Passed checks may be left out of a report.
func (v *checkovSummary) missing(findings, broken []finding) []finding {
	failed := 0
	for _, f := range findings {
		if f.status == raw.Fail && !f.suppressed {
			failed++
		}
	}
	if failed >= v.Failed && len(broken) >= v.Broken {
		return nil
	}
	return []finding{{
		id: "records-missing", title: "The summary counts failed checks or files that the report does not list", severity: "unknown",
		status: raw.Undecided, word: "summary", target: "unnamed file", position: "/summary",
	}}
}

// document is the document of a framework's kind.
func (r *checkovReport) document(framework string) *scanned {
	kind := raw.ConfigurationFindings
	switch framework {
	case "sca_package", "sca_image":
		kind = raw.Vulnerabilities
	case "secrets":
		kind = raw.SecretFindings
	}
	return r.docs.of(kind, func() *scanned {
		return &scanned{kind: kind, tool: "checkov", collector: "checkov", target: raw.Target{Kind: "repository"}}
	})
}

// record reads one check of one resource; list is where it stands.
func (r *checkovReport) record(list string, into *[]finding) error {
	if err := r.j.Count(); err != nil {
		return err
	}
	e, err := r.j.Next()
	if err != nil {
		return err
	}
	var v struct {
		ID     string `json:"check_id"`
		Name   string `json:"check_name"`
		Result struct {
			Result  string `json:"result"`
			Comment string `json:"suppress_comment"`
		} `json:"check_result"`
		File     string         `json:"file_path"`
		InRepo   string         `json:"repo_file_path"`
		Lines    []int          `json:"file_line_range"`
		Resource string         `json:"resource"`
		Severity jsontext.Value `json:"severity"`
		Details  *struct {
			ID        string   `json:"id"`
			Severity  string   `json:"severity"`
			Package   string   `json:"package_name"`
			Version   string   `json:"package_version"`
			CVSS      *float64 `json:"cvss"`
			Vector    string   `json:"vector"`
			Published string   `json:"published_date"`
			Fixed     string   `json:"lowest_fixed_version"`
		} `json:"vulnerability_details"`
	}
	if err := r.j.Entry(e, &v); err != nil {
		return err
	}
	if strings.HasPrefix(v.ID, "BC_LIC") {
		return r.j.KeepEntry("license check", e)
	}
	severity, _ := jsontext.AppendUnquote(nil, v.Severity)
	f := finding{
		id: v.ID, title: v.Name, severity: raw.Severity(string(severity)), word: v.Result.Result, position: e.Position,
		resource: v.Resource, target: raw.First(strings.TrimPrefix(raw.First(v.InRepo, v.File), "/"), "unnamed file"),
	}
	if len(v.Lines) == 2 {
		f.line, f.end = v.Lines[0], v.Lines[1]
	}
	if f.status, f.suppressed = checkovStatus(raw.First(v.Result.Result, list)); f.suppressed {
		f.suppression = raw.First(v.Result.Comment, "skipped")
	}
	if d := v.Details; d != nil {
		f.id, f.published = raw.First(d.ID, v.ID), d.Published
		f.pkg = part{name: d.Package, version: d.Version, fixed: strings.TrimSpace(strings.TrimPrefix(d.Fixed, "N/A"))}
		if f.severity == "unknown" {
			f.severity = raw.Severity(d.Severity)
		}
		if d.CVSS != nil {
			f.cvss = bestScore([]scored{{CVSS: raw.CVSS{Version: raw.VectorVersion(d.Vector, "3.0"), Score: *d.CVSS, Vector: d.Vector}}})
		}
	}
	*into = append(*into, f)
	return nil
}

// checkovStatus translates a result, or the list it stands in where it has none.
func checkovStatus(word string) (status string, suppressed bool) {
	switch strings.ToUpper(strings.TrimSuffix(word, "_checks")) {
	case "PASSED":
		return raw.Pass, false
	case "FAILED":
		return raw.Fail, false
	case "SKIPPED":
		return raw.Fail, true
	}
	return raw.Undecided, false
}

// unparsed reads the name of a file that could not be parsed.
func (r *checkovReport) unparsed(into *[]finding) error {
	if err := r.j.Count(); err != nil {
		return err
	}
	var file string
	if err := r.j.Into(&file); err != nil {
		return err
	}
	*into = append(*into, finding{
		id: "parsing-error", title: "The file could not be parsed", severity: "unknown", status: raw.Undecided, word: "parsing error",
		target: raw.First(raw.Clean(raw.Clip(strings.TrimPrefix(file, "/"), raw.ShortText)), "unnamed file"), position: r.j.Here(),
	})
	return nil
}

// isCheckov knows a framework's report, and the summary that is all there is
// where nothing was looked at.
func isCheckov(h raw.Head) bool {
	return !h.Lines && (h.Has("check_type", "results") || h.Has("checkov_version", "passed", "failed"))
}
