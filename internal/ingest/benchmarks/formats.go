// Package benchmarks reads what was found on hosts, rule by rule.
package benchmarks

import "github.com/assay-compliance/assay/internal/ingest/raw"

// Formats are the formats of this package, in the order in which they are
// tried.
func Formats() []raw.Format {
	return []raw.Format{
		{Name: "hdf", Kinds: hdfKinds, Detect: isHDF, Read: readHDF},
		{Name: "ckl", Kinds: []string{raw.BenchmarkResults}, XML: true, Detect: isCKL, Read: readCKL},
		{Name: "cklb", Kinds: []string{raw.BenchmarkResults}, Detect: isCKLB, Read: readCKLB},
		{Name: "xccdf", Kinds: []string{raw.BenchmarkResults}, XML: true, Detect: isXCCDF, Read: readXCCDF},
	}
}
