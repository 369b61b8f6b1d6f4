package ingest

import (
	"strconv"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// faultCode names one way in which a raw file cannot be read. Faults hold
// nothing of the file: not its values, nor keys that are not the format's own.
type faultCode uint8

const (
	faultSyntax faultCode = iota
	faultTruncated
	faultEmpty
	faultBOM
	faultUTF16
	faultUTF8
	faultEncoding
	faultDuplicate
	faultTrailing
	faultDepth
	faultToken
	faultSize
	faultRecords
	faultType
	faultDTD
	faultFormat
	faultVersion
	faultNoResults
	faultElsewhere
	faultRead
)

// text says in words what is wrong and what to do about it.
func (c faultCode) text() (what, remedy string) {
	switch c {
	case faultTruncated:
		return "the file ends in the middle", "export it again; nothing of it counts as complete"
	case faultEmpty:
		return "the file is empty", "export it again"
	case faultBOM:
		return "the file begins with a byte order mark", "save it as UTF-8 without byte order mark"
	case faultUTF16:
		return "the file is UTF-16 or UTF-32, not UTF-8", "convert it to UTF-8"
	case faultUTF8:
		return "the file is not valid UTF-8", "convert it to UTF-8"
	case faultEncoding:
		return "the file declares an encoding other than UTF-8", "convert it to UTF-8 and drop the declaration"
	case faultDuplicate:
		return "an object has the same key twice, or an element the same attribute", "export it again; two readers would not agree on what it says"
	case faultTrailing:
		return "something follows the end of the document", "export it again, one report to a file"
	case faultDepth:
		return "the file is nested too deeply", "a report of this format does not nest so deeply; look at how it was made"
	case faultToken:
		return "one value of the file is too long", "leave embedded file contents out of the export"
	case faultSize:
		return "the file is too large to be read", "split the export"
	case faultRecords:
		return "the file has too many records", "split the export"
	case faultType:
		return "a value is of another type than its format says", "check that the file is what its format says; declare `format:` in its sources entry"
	case faultDTD:
		return "the file has a document type declaration", "remove the DOCTYPE; entities are not expanded"
	case faultFormat:
		return "the file is not of the format it was taken for", "declare its `format:` in the sources entry"
	case faultVersion:
		return "this version of the format is not supported", "export it as SARIF 2.1.0, CycloneDX 1.2 to 1.7 or Trivy schema version 2"
	case faultNoResults:
		return "the benchmark holds no TestResult", "give the file that the scanner wrote, not the benchmark it was given"
	case faultElsewhere:
		return "the file keeps its results in another file", "export it with the results inline"
	case faultRead:
		return "the file could not be read to its end", "check the disk and the file's permissions"
	}
	return "the file is not well-formed", "export it again"
}

// word is what documents say of it.
func (c faultCode) word() evidence.Fault {
	switch c {
	case faultDepth, faultToken, faultSize, faultRecords:
		return evidence.TooLarge
	case faultRead:
		return evidence.Unreadable
	case faultNoResults, faultElsewhere:
		return evidence.NotShown
	}
	return evidence.Malformed
}

// fault is a broken raw file, with its place.
type fault struct {
	code    faultCode
	line    int
	column  int
	pointer string
}

// Error is for logs of this package's tests; people see problem.
func (f *fault) Error() string {
	what, _ := f.code.text()
	return what + " (line " + strconv.Itoa(f.line) + ")"
}

func (f *fault) problem(path string) *problem.Problem {
	what, remedy := f.code.text()
	return problem.New(problem.Place{Path: path, Line: f.line, Column: f.column, Pointer: f.pointer}, what, remedy)
}
