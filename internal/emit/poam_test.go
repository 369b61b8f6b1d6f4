package emit

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// closed is a run whose one item was closed on evidence.
func closed(t *testing.T) Run {
	t.Helper()
	run := sample(t, 2, 1)
	item := &run.POAMs["fedramp-low"].Items[0]
	item.Status = assessment.RiskClosed
	item.Affected.Open = 0
	item.Closure = &assessment.Closure{At: asOf, Fixed: 1, Retired: 1, Evidence: []string{sum("later")}, First: asOf.AddDate(0, 0, -1)}
	item.Log = append(item.Log, assessment.LogEntry{UUID: oscal.ID("closed"), At: asOf, Title: "Closed", Type: assessment.LogClosed, StatusChange: assessment.RiskClosed})
	return run
}

// FedRAMP measures the deadline of a risk against each of its observations, so
// that the closing one belongs to the item.
func TestAClosedItemSaysOnWhatItWasClosed(t *testing.T) {
	_, _, poam := documents(t, closed(t))
	risk, item := (*poam.Risks)[0], poam.PoamItems[0]
	if n := len(*risk.RelatedObservations); n != 1 {
		t.Errorf("the risk rests on %d observations", n)
	}
	var closing oscal.Observation
	for _, o := range *poam.Observations {
		if slices.Equal(*o.Types, []string{"closure"}) {
			closing = o
		}
	}
	if r := *item.RelatedObservations; len(r) != 2 || r[1].ObservationUuid != closing.UUID {
		t.Errorf("the item names %+v", r)
	}
	if want := "1 subject passes on fresh evidence, 1 retired."; closing.Description != want {
		t.Errorf("it was closed on: %s", closing.Description)
	}
	var lifecycle []string
	for _, r := range *risk.Remediations {
		lifecycle = append(lifecycle, r.Lifecycle)
	}
	if want := []string{"recommendation", "planned", "completed"}; !slices.Equal(lifecycle, want) {
		t.Errorf("responses %v", lifecycle)
	}
}

// A planned response is a person's word; until there is one, nobody may take
// ours for it.
func TestAPlanOfOursIsCalledAProposal(t *testing.T) {
	_, _, poam := documents(t, sample(t, 1, 1))
	planned := (*(*poam.Risks)[0].Remediations)[1]
	if want := "Proposed by assay, confirmed by nobody: Set PermitRootLogin to no."; planned.Description != want {
		t.Errorf("the plan says: %s", planned.Description)
	}
}

func TestItemsAndObservationsSayWhoFoundThem(t *testing.T) {
	_, _, poam := documents(t, closed(t))
	tool := (*poam.LocalDefinitions.AssessmentAssets.Components)[0].UUID
	check := func(what string, actors []oscal.OriginActor) {
		if len(actors) != 1 || actors[0].Type != "tool" || actors[0].ActorUuid != tool {
			t.Errorf("%s comes from %+v", what, actors)
		}
	}
	check("the item", (*poam.PoamItems[0].Origins)[0].Actors)
	for _, o := range *poam.Observations {
		check(o.Title, (*o.Origins)[0].Actors)
	}
}

// rewritten reads a plan of action and writes it again.
func rewritten(t *testing.T, run Run, text string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "results")
	back, err := DecodePOAM("poam.json", dir, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	run.POAMs["fedramp-low"] = back
	write(t, dir, run)
	return tree(t, dir)["fedramp-low/poam.json"]
}

func TestAClosedItemComesBackAsItWasWritten(t *testing.T) {
	files, _, _ := documents(t, closed(t))
	if got := rewritten(t, closed(t), files[poamFile]); got != files[poamFile] {
		t.Errorf("written again it differs:\n%s\n---\n%s", files[poamFile], got)
	}
}

// A person's words about who is responsible, what the system is and what its plan
// is must not be lost, or references to them dangle.
func TestWhatAPersonAddedAroundTheItemsStays(t *testing.T) {
	files, _, _ := documents(t, closed(t))
	const party, part, host, ssp = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
	none := oscal.ID("meridian", "fedramp-low", "resource", "no-oscal-ssp")
	for _, edit := range []struct{ old, new string }{
		{`"last-modified"`, `"roles": [{"id": "owner", "title": "System owner"}], "parties": [{"uuid": "` + party + `", "type": "person", "name": "A. Rivera"}], "last-modified"`},
		{`"href": "#` + none + `"`, `"href": "#` + ssp + `"`},
		{`"resources": [`, `"resources": [{"uuid": "` + ssp + `", "title": "The system security plan"},`},
		{`"components": [`, `"components": [{"uuid": "` + part + `", "type": "service", "title": "Ticket system", "description": "Ours.", "status": {"state": "operational"}},`},
		{`"inventory-items": [`, `"inventory-items": [{"uuid": "` + host + `", "description": "Spare host"},`},
		{`"origins": [`, `"origins": [{"actors": [{"type": "party", "actor-uuid": "` + party + `"}]},`},
	} {
		text := strings.Replace(files[poamFile], edit.old, edit.new, 1)
		if text == files[poamFile] {
			t.Fatalf("%s is not there", edit.old)
		}
		if strings.HasPrefix(edit.old, `"href"`) {
			text = strings.Replace(text, `"resources": [`, `"resources": [{"uuid": "`+ssp+`", "title": "The system security plan"},`, 1)
		}
		if strings.HasPrefix(edit.old, `"origins"`) {
			text = strings.Replace(text, `"last-modified"`, `"parties": [{"uuid": "`+party+`", "type": "person", "name": "A. Rivera"}], "last-modified"`, 1)
		}
		once := rewritten(t, closed(t), text)
		doc, err := oscal.Read("poam.json", []byte(once))
		if err != nil {
			t.Fatalf("%s: %v", edit.old, err)
		}
		for _, f := range append(validate.Schema(doc), validate.References(doc)...) {
			if f.Level == validate.Error {
				t.Errorf("%s: %v", edit.old, f.Problem())
			}
		}
		kept := false
		for _, id := range []string{party, part, host, ssp} {
			kept = kept || strings.Contains(edit.new, id) && strings.Contains(once, id)
		}
		if !kept {
			t.Errorf("%s: what was added is lost", edit.old)
		}
		if twice := rewritten(t, closed(t), once); twice != once {
			t.Errorf("%s: written again it differs", edit.old)
		}
	}
}

// A plan that holds only what people found is theirs, and stays valid.
func TestAPlanOfActionOfPeopleAloneStays(t *testing.T) {
	const theirs = `{"plan-of-action-and-milestones": {"uuid": "11111111-1111-4111-8111-111111111111",
		"metadata": {"title": "By hand", "last-modified": "2026-11-01T00:00:00Z", "version": "1", "oscal-version": "1.2.2"},
		"system-id": {"id": "meridian"},
		"poam-items": [{"uuid": "22222222-2222-4222-8222-222222222222", "title": "Found by hand", "description": "By a person."}]}}`
	got := rewritten(t, sample(t, 1, 1), theirs)
	if !strings.Contains(got, "Found by hand") || strings.Contains(got, `"risks"`) {
		t.Errorf("it became:\n%s", got)
	}
}
