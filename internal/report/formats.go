package report

import (
	"fmt"
	"io"
	"strings"
)

// Format is one form that a report can be written in.
type Format struct {
	Name  string
	Title string
	Write func(io.Writer, Input) error
}

// The names of the forms.
const (
	formatPretty         = "pretty"
	formatJSON           = "json"
	formatMarkdown       = "markdown"
	formatGitHub         = "github"
	formatGitHubSummary  = "github-summary"
	formatSARIF          = "sarif"
	formatSARIFUndecided = "sarif-undecided"
	formatJUnit          = "junit"
	formatCSV            = "csv"
	formatCMMC           = "cmmc"
	formatArtifacts      = "artifacts"
	formatHIPAA          = "hipaa"
	formatHTML           = "html"
	formatXLSX           = "xlsx"

	formatFedRAMPRecord          = "fedramp-sdr"
	formatFedRAMPVulnerabilities = "fedramp-vulnerabilities"
	formatFedRAMPAccepted        = "fedramp-accepted"
	formatFedRAMPActivity        = "fedramp-activity"
	formatFedRAMPOngoing         = "fedramp-ongoing"
)

// Formats lists the forms there are, by name. A new one is a file and a row here; to be held
// against results later it carries its Seal where ReadSeal finds it.
func Formats() []Format {
	return []Format{
		{formatArtifacts, "every file that the results cite, as sha256sum -c reads it", Artifacts},
		{formatCMMC, "the CMMC score sheet, in Markdown", CMMC},
		{formatCSV, "the table of findings", CSV},
		{formatFedRAMPAccepted, "FedRAMP's accepted vulnerability info, as JSON", FedRAMPAccepted},
		{formatFedRAMPActivity, "FedRAMP's historical activity, as JSON", FedRAMPActivity},
		{formatFedRAMPOngoing, "FedRAMP's ongoing certification report, as JSON", FedRAMPOngoing},
		{formatFedRAMPRecord, "FedRAMP's security decision record, as JSON", FedRAMPRecord},
		{formatFedRAMPVulnerabilities, "FedRAMP's vulnerability detail report, as JSON", FedRAMPVulnerabilities},
		{formatGitHub, "annotations of GitHub Actions; write it to -", GitHub},
		{formatGitHubSummary, "the summary of a job of GitHub Actions, in Markdown", GitHubSummary},
		{formatHIPAA, "the HIPAA binder: which file answers which question, in Markdown", HIPAA},
		{formatHTML, "the report for people, as one HTML file", HTML},
		{formatJSON, "the report as JSON, described in docs/json.md", JSONReport},
		{formatJUnit, "a test case for each objective, as JUnit XML", JUnit},
		{formatMarkdown, "the report in Markdown", Markdown},
		{formatPretty, "the screen in full, as plain text", Pretty},
		{formatSARIF, "what fails, as SARIF 2.1.0", SARIF},
		{formatSARIFUndecided, "the same with what is undecided as notes", SARIFUndecided},
		{formatXLSX, "the workbook of an assessor: plan of action, control matrix, risks, test cases, inventory", XLSX},
	}
}

// Named finds a form by its name; the error says which there are.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no report %q; there is %s", name, strings.Join(names, ", "))
}
