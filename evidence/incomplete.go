package evidence

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/problem"
)

// Incomplete says in one word why a collection did not come to its end. It is
// the envelope's member of that name, which stands in the place of a payload:
// such an envelope is evidence that there was something to know and that nobody
// knows it.
type Incomplete string

// The words of Incomplete. They are all that is said of what went wrong: what a
// server or a program said may be anything, and is not passed on.
const (
	Unreachable   Incomplete = "unreachable"  // no connection, or it broke
	TimedOut      Incomplete = "timed-out"    // no end within the time allowed
	Unauthorized  Incomplete = "unauthorized" // the credentials are missing, expired or not enough
	Throttled     Incomplete = "throttled"    // asked to wait longer than allowed
	Refused       Incomplete = "refused"      // the server refuses the request
	ServerFailed  Incomplete = "server-failed"
	Truncated     Incomplete = "truncated"      // it ended before its end
	Oversized     Incomplete = "oversized"      // larger than allowed
	Unfinished    Incomplete = "unfinished"     // there are more pages than were read
	NotUnderstood Incomplete = "not-understood" // it came, and is not of the form that was asked for
	RunFailed     Incomplete = "failed"         // the program that collects did not end well
	NothingShown  Incomplete = "not-shown"      // it came whole, and shows nothing of the kind
)

var incompleteTexts = map[Incomplete]string{
	Unreachable:   "the connection failed",
	TimedOut:      "it took longer than it may",
	Unauthorized:  "the credentials were not accepted",
	Throttled:     "the server asked to wait longer than allowed",
	Refused:       "the server refused the request",
	ServerFailed:  "the server failed",
	Truncated:     "the answer was cut off",
	Oversized:     "the answer is larger than it may be",
	Unfinished:    "not all pages could be read",
	NotUnderstood: "the answer is not of the form that was asked for",
	RunFailed:     "the program that collects it failed",
	NothingShown:  "what came shows nothing of this kind",
}

// Text says it in a sentence; a word that nobody knows says the least.
func (i Incomplete) Text() string {
	if text, ok := incompleteTexts[i]; ok {
		return text
	}
	return "for a reason that is not known"
}

// incomplete refuses a document that says it is none.
func (d *Document) incomplete(v ast.Value) {
	word, _ := v.(ast.String)
	d.Refuse(NotShown, problem.New(problem.Place{Pointer: "/incomplete"},
		"the collection did not come to its end: "+Incomplete(word).Text(), "collect again"))
}

// AppendIncomplete appends, as AppendEnvelope does, the envelope of a collection
// that brought no payload.
func (d *Document) AppendIncomplete(b []byte, why Incomplete, source map[string]any) ([]byte, error) {
	out := bytes.NewBuffer(b)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		Kind       string         `json:"kind"`
		Component  string         `json:"component"`
		Subject    string         `json:"subject,omitempty"`
		Collected  string         `json:"collected"`
		Incomplete Incomplete     `json:"incomplete"`
		Collector  string         `json:"collector,omitempty"`
		Source     map[string]any `json:"source,omitempty"`
	}{d.Kind, d.Component, d.Subject, d.Collected.UTC().Format(time.RFC3339), why, d.Collector, source})
	return out.Bytes(), err
}
