package emit

import (
	"encoding/json"
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
	for i := range item.Affected.Inline {
		item.Affected.Inline[i].Cleared, item.Affected.Inline[i].How = asOf, assessment.FreshPass
	}
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

// edited decodes a plan of action, lets change edit it, and encodes it again.
func edited(t *testing.T, text string, change func(doc map[string]any)) string {
	t.Helper()
	var all map[string]map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	change(all["plan-of-action-and-milestones"])
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if string(out) == text {
		t.Fatal("nothing was edited")
	}
	return string(out)
}

// part follows keys and indexes into a document.
func part(v any, path ...any) map[string]any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v.(map[string]any)
}

// without drops the properties of a name.
func without(obj map[string]any, drop func(prop map[string]any) bool) {
	obj["props"] = slices.DeleteFunc(obj["props"].([]any), func(p any) bool { return drop(p.(map[string]any)) })
}

// An item must not slip out of the plan by losing what makes it ours, nor be
// closed by what nobody verified.
func TestAStateThatNobodyMayTrustIsRefused(t *testing.T) {
	named := func(name string) func(map[string]any) bool {
		return func(p map[string]any) bool { return p["name"] == name }
	}
	ours := func(p map[string]any) bool { return p["ns"] == oscal.NS }
	set := func(obj map[string]any, name, value string) {
		for _, p := range obj["props"].([]any) {
			if p.(map[string]any)["name"] == name {
				p.(map[string]any)["value"] = value
			}
		}
	}
	again := func(doc map[string]any, list string) {
		doc[list] = append(doc[list].([]any), doc[list].([]any)[0])
	}
	for what, tc := range map[string]struct {
		change func(doc map[string]any)
		want   string
	}{
		"the item does not say when it was detected": {func(d map[string]any) { without(part(d, "poam-items", 0), named("detected")) }, "when it was detected"},
		"the item has no property of ours":           {func(d map[string]any) { without(part(d, "poam-items", 0), ours) }, "no item of the plan stands for this risk"},
		"the item is gone and its risk is there": {func(d map[string]any) {
			d["poam-items"] = []any{map[string]any{"uuid": oscal.ID("x"), "title": "t", "description": "d"}}
		}, "no item of the plan stands for this risk"},
		"the item is there twice":             {func(d map[string]any) { again(d, "poam-items") }, "there twice"},
		"the risk is there twice":             {func(d map[string]any) { again(d, "risks") }, "two risks have this uuid"},
		"the risk is closed by hand":          {func(d map[string]any) { part(d, "risks", 0)["status"] = "closed" }, "not by hand"},
		"fewer subjects are open than listed": {func(d map[string]any) { set(part(d, "observations", 0), "affected-open", "0") }, "2 affected subjects, 0 of them still, and lists 2 and 2"},
		"a subject does not say since when":   {func(d map[string]any) { without(part(d, "observations", 0, "subjects", 0), named("since")) }, "since when"},
	} {
		files, _, _ := documents(t, sample(t, 2, 1))
		_, err := DecodePOAM("poam.json", t.TempDir(), []byte(edited(t, files[poamFile], tc.change)))
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "poam.json") {
			t.Errorf("%s: %v, want %q", what, err, tc.want)
		}
	}
}

// A long list of affected subjects is held against the counts too.
func TestAListOfAffectedSubjectsThatIsMiscountedIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	write(t, dir, sample(t, 1200, 1))
	text := tree(t, dir)["fedramp-low/poam.json"]
	text = edited(t, text, func(d map[string]any) {
		for _, p := range part(d, "observations", 0)["props"].([]any) {
			if p := p.(map[string]any); p["name"] == "affected-open" {
				p["value"] = "0"
			}
		}
	})
	state, err := DecodePOAM("poam.json", filepath.Join(dir, "fedramp-low"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, err = range state.Items[0].Affected.All() {
		if err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "than the state counts") {
		t.Errorf("got %v", err)
	}
}

// What a person wrote in the place of our words, or beside them, stays.
func TestAPersonsWordsReplaceOurs(t *testing.T) {
	const theirs = "words of a person"
	response := func(d map[string]any, i int) map[string]any { return part(d, "risks", 0, "remediations", i) }
	add := func(obj map[string]any, list string, v any) { obj[list] = append(obj[list].([]any), v) }
	facet := map[string]any{"name": "likelihood", "system": "https://example.com", "value": theirs}
	for what, change := range map[string]func(doc map[string]any){
		"the title of the plan":                func(d map[string]any) { part(d, "metadata")["title"] = theirs },
		"a remark on the system security plan": func(d map[string]any) { part(d, "import-ssp")["remarks"] = theirs },
		"a remark on the definitions":          func(d map[string]any) { part(d, "local-definitions")["remarks"] = theirs },
		"the description of a risk":            func(d map[string]any) { part(d, "risks", 0)["description"] = theirs },
		"the title of an item":                 func(d map[string]any) { part(d, "poam-items", 0)["title"] = theirs },
		"the description of an item":           func(d map[string]any) { part(d, "poam-items", 0)["description"] = theirs },
		"a residual rating beside ours":        func(d map[string]any) { add(part(d, "risks", 0, "characterizations", 0), "facets", facet) },
		"a rating of their own": func(d map[string]any) {
			add(part(d, "risks", 0), "characterizations", map[string]any{"origin": part(d, "risks", 0, "characterizations", 0)["origin"], "facets": []any{facet}})
		},
		"the title of the recommendation": func(d map[string]any) { response(d, 0)["title"] = theirs },
		"a remark on the recommendation":  func(d map[string]any) { response(d, 0)["remarks"] = theirs },
		"a recommendation before ours": func(d map[string]any) {
			r := part(d, "risks", 0)
			r["remediations"] = append([]any{map[string]any{"uuid": oscal.ID("vendor"), "lifecycle": "recommendation", "title": theirs, "description": "As the vendor says."}}, r["remediations"].([]any)...)
		},
		"a plan that is carried out": func(d map[string]any) { response(d, 1)["lifecycle"], response(d, 1)["remarks"] = "completed", theirs },
		"a task that is no milestone": func(d map[string]any) {
			add(response(d, 1), "tasks", map[string]any{"uuid": oscal.ID("task"), "type": "action", "title": theirs})
		},
		"a milestone over some time": func(d map[string]any) {
			add(response(d, 1), "tasks", map[string]any{"uuid": oscal.ID("task"), "type": "milestone", "title": theirs, "timing": map[string]any{"within-date-range": map[string]any{"start": "2026-12-01T00:00:00Z", "end": "2026-12-24T00:00:00Z"}}})
		},
	} {
		files, _, _ := documents(t, sample(t, 2, 1))
		text := edited(t, files[poamFile], change)
		once := rewritten(t, sample(t, 2, 1), text)
		if strings.Count(once, theirs) != 1 {
			t.Errorf("%s: %d times there", what, strings.Count(once, theirs))
		}
		if strings.Contains(text, "within-date-range") && !strings.Contains(once, "2026-12-01") || strings.Contains(text, `"completed"`) && !strings.Contains(once, `"completed"`) {
			t.Errorf("%s: part of it is lost", what)
		}
		if back, err := DecodePOAM("poam.json", t.TempDir(), []byte(once)); err != nil || back.Items[0].Rating != (assessment.Rating{Likelihood: "high", Impact: "high"}) || back.Items[0].Remediation != "Set PermitRootLogin to no." || len(back.Items[0].Milestones) != 1 {
			t.Errorf("%s: came back as %+v, %v", what, back.Items, err)
		}
		if twice := rewritten(t, sample(t, 2, 1), once); twice != once {
			t.Errorf("%s: written again it differs", what)
		}
	}
}
