package evidence

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// PayloadJSON writes the payload of a whole document, members sorted.
func (d *Document) PayloadJSON() ([]byte, error) {
	payload, err := ast.JSON(d.Payload)
	if err != nil {
		return nil, err
	}
	return json.Marshal(payload)
}

// WithPayload is the document with another payload in the place of its own. The
// decoder's rules hold for it.
func (d *Document) WithPayload(text []byte, decoder *jsonast.Decoder) (*Document, error) {
	v, err := decoder.Decode(text)
	if err != nil {
		return nil, err
	}
	other := *d
	other.Payload, other.Checked = v, false
	return &other, nil
}

// AppendEnvelope appends a whole document as one line: an envelope with its
// members in the order of envelopeKeys, those of the payload sorted, and a line
// feed. source, when it is not nil, says where the document comes from. The
// same document gives the same bytes. It is an error to write a broken one.
func (d *Document) AppendEnvelope(b []byte, source map[string]any) ([]byte, error) {
	payload, err := ast.JSON(d.Payload)
	if err != nil {
		return nil, err
	}
	collected := ""
	if !d.Collected.IsZero() {
		collected = d.Collected.UTC().Format(time.RFC3339)
	}
	out := bytes.NewBuffer(b)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	err = e.Encode(struct {
		Kind      string         `json:"kind"`
		Component string         `json:"component"`
		Subject   string         `json:"subject"`
		Collected string         `json:"collected,omitempty"`
		Payload   any            `json:"payload"`
		Collector string         `json:"collector,omitempty"`
		Source    map[string]any `json:"source,omitempty"`
	}{d.Kind, d.Component, d.Subject, collected, payload, d.Collector, source})
	return out.Bytes(), err
}
