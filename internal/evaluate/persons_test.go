package evaluate

import (
	"io/fs"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

func TestPersons(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	payload := func(text string) ast.Value {
		v, err := jsonast.New(jsonast.Limits{}).Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	kind := func(name string) *evidence.Kind {
		k, ok := kinds.Get(name)
		if !ok {
			t.Fatal(name)
		}
		return k
	}
	var p persons
	p.begin(0)
	p.add(kind("iam-accounts"), payload(`{"accounts":[{"id":"ana","owner":"lee"},{"id":""}],"retired":{"identifiers":[{"id":"old"}]}}`))
	p.add(kind("training-records"), payload(`{"workforce":[{"person":"max"}]}`))
	p.add(kind("backups"), payload(`{"stores":[{"id":"db"}]}`))
	for id, want := range map[string]bool{
		"ana": true, "lee": true, "old": true, "max": true, "ana/admin": true, "role of ana": true, "db": false, "": false, "an": false, "ana2": false, "anabel/admin": false,
	} {
		if p.has(id) != want {
			t.Errorf("%q: %t", id, !want)
		}
	}
	p.begin(1)
	if p.has("ana") {
		t.Error("what was judged before is remembered")
	}
}

// Every pointer that a kind marks leads somewhere in its sample, or the sample
// lacks the member: no pointer is written so that it can lead nowhere.
func TestMarkedIdsAreFoundInSamples(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range kinds.Names() {
		k, _ := kinds.Get(name)
		if len(k.Personal) == 0 {
			continue
		}
		text, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json")
		if err != nil {
			t.Fatal(err)
		}
		d := evidence.ReadEnvelope(text, jsonast.New(jsonast.Limits{}))
		if d.Problem != nil {
			t.Fatal(d.Problem)
		}
		if len(k.PersonalIn(d.Payload)) > 0 {
			found++
		}
	}
	if found < 15 {
		t.Errorf("ids of persons in the samples of %d kinds", found)
	}
}
