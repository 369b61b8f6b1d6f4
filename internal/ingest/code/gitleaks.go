package code

import (
	"context"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// gitleaksNames are the member names of Gitleaks' report that errors may print.
const gitleaksNames = `RuleID Description StartLine EndLine File Commit Fingerprint`

// readGitleaks reads the JSON list of Gitleaks 8. Neither the secret nor what
// stands around it is read. A list without leaks does not say that anything was
// searched: it shows something only where the sources entry declares the kind.
//
// Source: gitleaks/gitleaks, report package, releases 8.0 to 8.28.
func readGitleaks(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, gitleaksNames)
	r := report{kind: raw.SecretFindings, tool: "gitleaks"}
	err := j.Array(func(int) error {
		var v struct {
			RuleID      string `json:"RuleID"`
			Description string `json:"Description"`
			StartLine   int    `json:"StartLine"`
			EndLine     int    `json:"EndLine"`
			File        string `json:"File"`
			Fingerprint string `json:"Fingerprint"`
		}
		err := j.Record(&v)
		r.findings = append(r.findings, finding{
			id: v.RuleID, title: raw.Clip(v.Description, raw.LongText), severity: "unknown", status: raw.Fail, word: "leak",
			path: v.File, line: v.StartLine, end: v.EndLine, fingerprint: v.Fingerprint, position: j.Here(),
		})
		return err
	})
	if err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	return r.secrets(s, "gitleaks git --report-format sarif --report-path gitleaks.sarif .")
}

// secrets writes the document of a report that lists only what was found. Without
// a record it is the sources entry alone that says that something was searched.
func (r *report) secrets(s *raw.Source, command string) error {
	s.Finish()
	if len(r.findings) == 0 && r.scan.Ok() {
		if !s.Declares(raw.SecretFindings) {
			return s.Unshown(raw.SecretFindings, r.target.IDs(), "the report lists nothing, and does not say that anything was searched",
				"declare `kinds: [secret-findings]` in its sources entry where it is the report of a whole scan, or have it written as `"+command+"`")
		}
		r.scan.Asserted = true
	}
	return r.emit(s)
}

func isGitleaks(h raw.Head) bool {
	return h.List && h.Has("RuleID", "StartLine") && (h.Has("Fingerprint") || h.Has("Secret", "Match"))
}
