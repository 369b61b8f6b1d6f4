package evidence_test

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// A collection that did not come to its end is evidence of that: it keeps its
// kind, component and time, has no payload, and passes on no word of its own.
func TestAnIncompleteCollectionIsABrokenDocument(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	head := evidence.Document{Kind: "iam-accounts", Component: "idp", Collected: at, Collector: "assay collect idp"}
	for _, row := range []struct {
		word evidence.Incomplete
		want string
	}{
		{evidence.Throttled, "the collection did not come to its end: the server asked to wait longer than allowed"},
		{"CANARY", "the collection did not come to its end: for a reason that is not known"},
	} {
		line, err := head.AppendIncomplete(nil, row.word, map[string]any{"record": "record.json"})
		if err != nil {
			t.Fatal(err)
		}
		doc := evidence.ReadEnvelope(line, jsonast.New(jsonast.Default()))
		if doc.Payload != nil || doc.Fault != evidence.NotShown || doc.Kind != head.Kind || doc.Component != "idp" || !doc.Collected.Equal(at) {
			t.Errorf("%s: read %+v", row.word, doc)
		}
		if doc.Problem == nil || doc.Problem.What != row.want {
			t.Errorf("%s: told %v", row.word, doc.Problem)
		}
	}
}

// Neither a payload beside the word nor a word of another type makes it whole.
func TestWhatSaysThatItIsIncompleteHasNoPayload(t *testing.T) {
	for _, extra := range []string{`"incomplete":"throttled","payload":{}`, `"incomplete":false,"payload":{}`, `"incomplete":null,"payload":{}`} {
		doc := evidence.ReadEnvelope([]byte(`{"kind":"k","component":"c",`+extra+`}`), jsonast.New(jsonast.Default()))
		if doc.Payload != nil || doc.Problem == nil || !strings.HasPrefix(doc.Problem.What, "the collection did not come to its end") {
			t.Errorf("%s: read %+v", extra, doc)
		}
	}
}
