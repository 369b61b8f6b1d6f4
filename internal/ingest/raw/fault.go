package raw

import (
	"strconv"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// FaultCode names one way in which a raw file cannot be read. Faults hold
// nothing of the file: not its values, nor keys that are not the format's own.
type FaultCode uint8

const (
	FaultSyntax FaultCode = iota
	FaultTruncated
	FaultEmpty
	FaultBOM
	FaultUTF16
	FaultUTF8
	FaultEncoding
	FaultDuplicate
	FaultTrailing
	FaultDepth
	FaultToken
	FaultSize
	FaultRecords
	FaultMemory
	FaultType
	FaultDTD
	FaultFormat
	FaultVersion
	FaultNoResults
	FaultElsewhere
	FaultRead
	FaultNumber
	FaultColumn
	FaultNoColumn
	FaultCells
)

// text says in words what is wrong and what to do about it.
func (c FaultCode) text() (what, remedy string) {
	switch c {
	case FaultTruncated:
		return "the file ends in the middle", "export it again; nothing of it counts as complete"
	case FaultEmpty:
		return "the file is empty", "export it again"
	case FaultBOM:
		return "the file begins with a byte order mark", "save it as UTF-8 without byte order mark"
	case FaultUTF16:
		return "the file is UTF-16 or UTF-32, not UTF-8", "convert it to UTF-8"
	case FaultUTF8:
		return "the file is not valid UTF-8", "convert it to UTF-8"
	case FaultEncoding:
		return "the file declares an encoding other than UTF-8", "convert it to UTF-8 and drop the declaration"
	case FaultDuplicate:
		return "an object has the same key twice, or an element the same attribute", "export it again; two readers would not agree on what it says"
	case FaultTrailing:
		return "something follows the end of the document", "export it again, one report to a file"
	case FaultDepth:
		return "the file is nested too deeply", "a report of this format does not nest so deeply; look at how it was made"
	case FaultToken:
		return "one value of the file is too long", "leave embedded file contents out of the export"
	case FaultSize:
		return "the file is too large to be read", "split the export"
	case FaultRecords:
		return "the file has too many records", "split the export"
	case FaultMemory:
		return "what the file says takes too much memory", "split the export, by host, project or account"
	case FaultType:
		return "a value is of another type than its format says", "check that the file is what its format says; declare `format:` in its sources entry"
	case FaultDTD:
		return "the file has a document type declaration", "remove the DOCTYPE; entities are not expanded"
	case FaultFormat:
		return "the file is not of the format it was taken for", "declare its `format:` in the sources entry"
	case FaultVersion:
		return "this version of the format is not supported", "the versions that are read are listed in docs/formats.md; export it in one of them"
	case FaultNoResults:
		return "the benchmark holds no TestResult", "give the file that the scanner wrote, not the benchmark it was given"
	case FaultElsewhere:
		return "the file keeps its results in another file", "export it with the results inline"
	case FaultColumn:
		return "this column is neither mapped nor left out", "name it under `columns:` or `ignore:` of the entry's `csv:`"
	case FaultNoColumn:
		return "a column that the entry maps is not in the first line", "compare `columns:` with the first line of the file"
	case FaultCells:
		return "the line has more or fewer cells than the first", "export it again; look for quotes and delimiters inside cells"
	case FaultNumber:
		return "a record holds a number that is beyond measure", "no tool writes such a number; look at how the file was made"
	case FaultRead:
		return "the file could not be read to its end", "check the disk and the file's permissions"
	}
	return "the file is not well-formed", "export it again"
}

// word is what documents say of it.
func (c FaultCode) word() evidence.Fault {
	switch c {
	case FaultDepth, FaultToken, FaultSize, FaultRecords, FaultMemory, FaultNumber:
		return evidence.TooLarge
	case FaultRead:
		return evidence.Unreadable
	case FaultNoResults, FaultElsewhere:
		return evidence.NotShown
	}
	return evidence.Malformed
}

// Fault is a broken raw file, with its place.
type Fault struct {
	Code    FaultCode
	Line    int
	Column  int
	Pointer string
}

// Error is for logs of this package's tests; people see problem.
func (f *Fault) Error() string {
	what, _ := f.Code.text()
	return what + " (line " + strconv.Itoa(f.Line) + ")"
}

func (f *Fault) problem(path string) *problem.Problem {
	what, remedy := f.Code.text()
	return problem.New(problem.Place{Path: path, Line: f.Line, Column: f.Column, Pointer: f.Pointer}, what, remedy)
}
