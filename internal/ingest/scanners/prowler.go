package scanners

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// prowlerNames are the member names of Prowler's own JSON that errors may print.
const prowlerNames = `AssessmentStartTime Provider CheckID CheckTitle ServiceName Status StatusExtended Severity
ResourceArn ResourceId ResourceName AccountId Subscription ProjectId Region Location
Control Message Timestamp`

// prowlerFinding is one finding: the members of releases 3 and 4, and those of
// release 2, which have spaces in them.
type prowlerFinding struct {
	AssessmentStartTime              jsontext.Value // a number with --unix-timestamp
	Provider, CheckID, CheckTitle    string
	Status, StatusExtended, Severity string
	ResourceArn, ResourceName        string
	ResourceID                       string `json:"ResourceId"`
	AccountID                        string `json:"AccountId"`
	Subscription                     string
	ProjectID                        string `json:"ProjectId"`
	Region, Location                 string

	Account    string `json:"Account Number"`
	Control    string
	ControlID  string `json:"Control ID"`
	Message    string
	Timestamp  jsontext.Value
	ResourceV2 string `json:"Resource ID"`
}

// readProwler reads Prowler's own JSON: the list that releases 3 and 4 write,
// and the lines of release 2. (What later releases write is OCSF.) Each account
// and region is a document of configuration-findings.
//
// Source: prowler-cloud/prowler, documentation of releases 2.12 and 3.16,
// "JSON".
func readProwler(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, prowlerNames)
	var docs gathered
	err := j.Batch(raw.Batch{Record: func(e raw.Entry) error {
		var f prowlerFinding
		if err := j.Entry(e, &f); err != nil {
			return err
		}
		f.add(s, &docs, e.Position)
		return nil
	}})
	if err != nil {
		return err
	}
	return docs.emit(s, []string{raw.ConfigurationFindings}, "", "run Prowler again: it found nothing to look at")
}

// add puts the finding into the document of its account and region.
func (f *prowlerFinding) add(s *raw.Source, docs *gathered, position string) {
	account := raw.First(f.AccountID, f.Account, f.Subscription, f.ProjectID)
	region := raw.First(f.Region, f.Location)
	d := docs.of(account+"\x00"+region, func() *scanned {
		return &scanned{kind: raw.ConfigurationFindings, tool: "Prowler", collector: strings.TrimSpace("Prowler " + region),
			target: cloudAccount(raw.First(f.Provider, "aws"), account, "")}
	})
	status, suppressed := prowlerStatus(f.Status)
	d.seen.at(status, ocsfTime(f.AssessmentStartTime, f.Timestamp))
	out := finding{
		id: f.rule(), title: raw.First(f.CheckTitle, f.Control), message: raw.First(f.StatusExtended, f.Message),
		severity: raw.Severity(f.Severity), status: status, word: f.Status, suppressed: suppressed, position: position,
		target: d.examined.Add(raw.First(f.ResourceArn, f.ResourceID, f.ResourceV2, f.ResourceName, s.Name(d.target))),
	}
	if suppressed {
		out.suppression = "muted"
	}
	d.findings = append(d.findings, out)
}

// rule is the check's name, which release 2 puts in brackets before its title.
func (f *prowlerFinding) rule() string {
	name := ""
	if rest, ok := strings.CutPrefix(f.Control, "["); ok {
		name, _, _ = strings.Cut(rest, "]")
	}
	return raw.First(f.CheckID, name, f.ControlID, f.Control, "unnamed")
}

// prowlerStatus translates a status. MANUAL, INFO and WARNING are checks that
// nobody has made.
func prowlerStatus(word string) (status string, suppressed bool) {
	switch strings.ToUpper(word) {
	case "PASS":
		return raw.Pass, false
	case "FAIL":
		return raw.Fail, false
	case "MUTED":
		return raw.Fail, true
	}
	return raw.Undecided, false
}

// isProwler knows findings by the members that only they have together.
func isProwler(h raw.Head) bool {
	return h.Has("CheckID", "StatusExtended") || h.Has("Control", "Account Number", "Status")
}
