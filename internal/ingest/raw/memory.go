package raw

import "bytes"

// What the parts of payloads take in memory, in bytes, with what the reader
// holds of them until they are built. They are constants and no measurement:
// whether a file is read must not hang on the machine.
const (
	recordSize = 500 // a record, before anything is said of it
	objectSize = 400
	memberSize = 250
	textSize   = 60

	elementSize = 150 // an element or a member of a record that is being decoded
)

// Hold counts bytes of memory that the file takes until its documents are built.
// A file that takes more than its limit is read no further: its next read is a
// fault.
func (s *Source) Hold(n int) {
	if s.held += int64(n); s.held > s.Opt.Limits.Memory && s.T.fault == nil {
		s.T.fault = &Fault{Code: FaultMemory, Line: s.T.line(s.T.at())}
	}
}

// HoldJSON counts a JSON text that is kept as a value.
func (s *Source) HoldJSON(b []byte) {
	s.Hold(len(b) + objectSize*bytes.Count(b, []byte{'{'}) + memberSize*bytes.Count(b, []byte{','}))
}
