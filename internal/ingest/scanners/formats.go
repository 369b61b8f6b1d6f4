// Package scanners reads what scanners of code, images and applications write.
package scanners

import "github.com/assay-compliance/assay/internal/ingest/raw"

// Formats are the formats of this package, in the order in which they are
// tried.
func Formats() []raw.Format {
	return []raw.Format{
		{Name: "trivy", Kinds: trivyKinds, Detect: isTrivy, Read: readTrivy},
		{Name: "grype", Kinds: []string{raw.Vulnerabilities}, Detect: isGrype, Read: readGrype},
		{Name: "asff", Kinds: asffKinds, Detect: isASFF, Read: readASFF},
		{Name: "ocsf", Kinds: ocsfKinds, Detect: isOCSF, Read: readOCSF},
		{Name: "prowler", Kinds: []string{raw.ConfigurationFindings}, Detect: isProwler, Read: readProwler},
		{Name: "snyk", Kinds: snykKinds, Detect: isSnyk, Read: readSnyk},
		{Name: "checkov", Kinds: checkovKinds, Detect: isCheckov, Read: readCheckov},
		{Name: "nessus", Kinds: nessusKinds, XML: true, Detect: isNessus, Read: readNessus},
		{Name: "sarif", Kinds: []string{raw.StaticAnalysis}, Detect: isSARIF, Read: readSARIF},
	}
}
