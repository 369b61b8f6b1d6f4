package raw

import (
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// RawRecords is the kind of what a file holds and no kind has a place for.
// Nothing reads it: it is there so that nothing of a file is lost unseen.
const RawRecords = "raw-records"

// CountRecord counts a record that was met; false where the file has more than
// it may.
func (s *Source) CountRecord() bool {
	s.Hold(recordSize)
	s.File.Records.Read++
	return s.File.Records.Read <= s.Opt.Limits.Records
}

// KeepJSON keeps a record, whose bytes these are, under raw-records. sort is
// what the format calls such a record, pointer and line its place. It must have
// been counted. A record that no payload can hold (numbers beyond measure) is a
// fault of the file.
func (s *Source) KeepJSON(sort, pointer string, line int, b []byte) error {
	s.HoldJSON(b)
	v, err := jsonast.New(jsonast.Default()).Decode(slices.Clone(b))
	if err != nil {
		f := FaultOf(err)
		f.Line = line
		return f
	}
	s.Keep(sort, pointer, v)
	return nil
}

// Keep keeps a record under raw-records; see KeepJSON.
func (s *Source) Keep(sort, position string, v ast.Value) {
	s.File.Records.Raw++
	s.kept = append(s.kept, s.Fields().Must("sort", sort).Must("position", position).Value("record", v).Term())
}

// RefuseRecord yields what is left of a record that cannot be understood: a
// broken document of its kind, which makes undecided what the kind decides. It
// must have been counted.
func (s *Source) RefuseRecord(kind, pointer string, line int, what, remedy string) error {
	s.File.Records.Refused++
	doc := s.base(Draft{Kind: kind, Pointer: pointer, Line: line})
	doc.Component, doc.Asserted, _ = s.place(nil)
	doc.Subject = doc.Component
	doc.Refuse(evidence.Malformed, problem.New(problem.Place{Path: s.Opt.Path, Line: line, Pointer: pointer}, what, remedy))
	return s.Yield(doc)
}

// leftovers yields what was kept as the last document of the file. It speaks for
// the component of the first.
func (s *Source) leftovers() error {
	if len(s.kept) == 0 {
		return nil
	}
	doc := s.base(Draft{Kind: RawRecords})
	if doc.Component, doc.Asserted, _ = s.place(nil); s.spoken != nil {
		doc.Component, doc.Asserted, doc.Collector = s.spoken.Component, s.spoken.Asserted, s.spoken.Collector
		doc.Collected, doc.ZoneAssumed = s.spoken.Collected, s.spoken.ZoneAssumed
	}
	if doc.Component == "" {
		doc.Refuse(evidence.WrongTarget, problem.New(problem.Place{Path: s.Opt.Path},
			"the file does not tell which component it is about", "add `component:` to its sources entry, or list its target in the inventory"))
		return s.Yield(doc)
	}
	if doc.Subject = s.Opt.Path; s.spoken != nil {
		doc.Subject = s.spoken.Subject
	}
	doc.Payload = s.Fields().Must("format", s.File.Format).List("records", s.kept).Object()
	return s.Yield(doc)
}

// FaultOf is the fault of a JSON text that jsonast refuses, without its words.
func FaultOf(err error) *Fault {
	var se *jsonast.SyntaxError
	f := &Fault{Code: FaultSyntax}
	if !errors.As(err, &se) {
		return f
	}
	f.Line, f.Column = se.Line, se.Column
	switch se.Code {
	case jsonast.CodeDigits, jsonast.CodeExponent:
		f.Code = FaultNumber
	case jsonast.CodeDepth:
		f.Code = FaultDepth
	case jsonast.CodeWeight:
		f.Code = FaultSize
	case jsonast.CodeTrailing:
		f.Code = FaultTrailing
	case jsonast.CodeDuplicate:
		f.Code = FaultDuplicate
	}
	return f
}
