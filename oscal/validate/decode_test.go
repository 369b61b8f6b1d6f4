package validate

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// What is decoded here is what a general decoder makes of documents of all
// models; what one of them cannot hold, the other cannot either.
func TestDecodersHoldWhatAGeneralOneDoes(t *testing.T) {
	s, err := shape.Open(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	r := spoiler{rand.New(rand.NewPCG(3, 4))}
	maker := shape.Maker{Rand: r.Rand}
	d := decoders{}
	held, refused := 0, 0
	for i := range 600 {
		made, err := maker.Document(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, model := range made {
			if held, ok := model.(map[string]any); ok {
				if metadata, ok := held["metadata"].(map[string]any); ok {
					metadata["oscal-version"] = oscal.Version
				}
			}
		}
		if i%2 == 1 {
			made = r.spoil(made).(map[string]any)
		}
		text, err := json.Marshal(made)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Identify("x.json", text)
		if err != nil {
			continue
		}
		var got oscal.Models
		ok := d.of(reflect.TypeFor[oscal.Models]())(shape.NewCursor(text), reflect.ValueOf(&got).Elem())
		if doc.Fits() != nil {
			refused++
			continue // whatever it is, nobody is shown it
		}
		if err := doc.Decode(); err != nil || !ok {
			t.Errorf("held %v, a general decoder: %v\n%s", ok, err, text)
			continue
		}
		held++
		if err := walk(doc, func(string, any) {}); err != nil {
			t.Errorf("not walked over: %v\n%s", err, text)
		}
		if diff := cmp.Diff(doc.Models, got); diff != "" {
			t.Errorf("%s\n%s", diff, text)
		}
	}
	if held < 300 || refused < 20 {
		t.Errorf("%d held, %d refused: one side is hardly tested", held, refused)
	}
}
