// Package code reads what analysers of source code, seekers of secrets and
// testers of running applications write in formats of their own.
package code

import "github.com/assay-compliance/assay/internal/ingest/raw"

// Formats are the formats of this package, in the order in which they are
// tried.
func Formats() []raw.Format {
	return []raw.Format{
		{Name: "gosec", Kinds: []string{raw.StaticAnalysis}, Detect: isGosec, Read: readGosec},
		{Name: "gitleaks", Kinds: []string{raw.SecretFindings}, Detect: isGitleaks, Read: readGitleaks},
		{Name: "trufflehog", Kinds: []string{raw.SecretFindings}, Detect: isTrufflehog, Read: readTrufflehog},
		{Name: "zap", Kinds: []string{applicationTests}, Detect: isZAP, Read: readZAP},
	}
}
