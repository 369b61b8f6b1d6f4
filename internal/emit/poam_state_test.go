package emit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// lasting is a run whose item's subjects failed last at that time; unset where
// the time is zero.
func lasting(t *testing.T, n int, last func(i int) time.Time) Run {
	t.Helper()
	run := sample(t, n, 1)
	set := &run.POAMs["fedramp-low"].Items[0].Affected
	before := *set
	all := func(yield func(assessment.Affected, error) bool) {
		i := 0
		for a, err := range before.All() {
			if a.Last = last(i); !yield(a, err) {
				return
			}
			i++
		}
	}
	if set.Stream != nil {
		set.Stream = all
		return run
	}
	set.Inline = nil
	for a := range all {
		set.Inline = append(set.Inline, a)
	}
	return run
}

// A pass must come after the last failure, so the recorded state tells it: for
// each subject in the document, for those in a file beside it the latest of all.
func TestTheLastFailureComesBack(t *testing.T) {
	day := func(i int) time.Time { return asOf.AddDate(0, 0, -3+i%3) }
	for _, n := range []int{3, 1200} {
		files, _, _ := documents(t, lasting(t, n, day))
		back := decodedFrom(t, files)
		i := 0
		for a, err := range back.Items[0].Affected.All() {
			want := day(i)
			if n > assessment.InlineAffected {
				want = day(2)
			}
			if err != nil || !a.Last.Equal(want) {
				t.Fatalf("of %d, subject %d failed last at %v, want %v; %v", n, i, a.Last, want, err)
			}
			i++
		}
		if i != n {
			t.Errorf("%d of %d subjects came back", i, n)
		}
	}
}

// A fleet that fails afresh each day changes a line of the document, not the
// file of its subjects.
func TestAFreshFailureLeavesTheFileOfSubjects(t *testing.T) {
	lists := func(day int) (out []string) {
		files, _, _ := documents(t, lasting(t, 1200, func(int) time.Time { return asOf.AddDate(0, 0, day) }))
		for path := range files {
			if strings.Contains(files[path], `{"component":"web","asset":"host-00000"`) {
				out = append(out, path)
			}
		}
		return out
	}
	one, two := lists(-3), lists(-1)
	if len(one) == 0 || !slices.Equal(one, two) {
		t.Errorf("the files were %q and are %q", one, two)
	}
}

// What the state does not tell, or tells twice, is never taken for the better.
func TestALastFailureEditedByHand(t *testing.T) {
	last := asOf.AddDate(0, 0, -1)
	edit := func(n int, change func(props []any) []any) (assessment.POAM, error) {
		files, _, _ := documents(t, lasting(t, n, func(int) time.Time { return last }))
		holder := func(d map[string]any) map[string]any {
			if n > assessment.InlineAffected {
				return part(d, "observations", 0)
			}
			return part(d, "observations", 0, "subjects", 0)
		}
		text := edited(t, files[poamFile], func(d map[string]any) {
			h := holder(d)
			h["props"] = change(h["props"].([]any))
		})
		dir := t.TempDir()
		for path, text := range files {
			os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755)
			os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644)
		}
		return DecodePOAM(poamFile, dir, []byte(text))
	}
	at := func(props []any) int {
		return slices.IndexFunc(props, func(p any) bool { return p.(map[string]any)["name"] == "last-failed" })
	}
	first := func(p assessment.POAM) assessment.Affected {
		for a := range p.Items[0].Affected.All() {
			return a
		}
		return assessment.Affected{}
	}
	for _, n := range []int{2, 1200} {
		gone, err := edit(n, func(props []any) []any { return slices.Delete(props, at(props), at(props)+1) })
		if err != nil || !first(gone).Last.IsZero() {
			t.Errorf("of %d, without it: %v, %v", n, first(gone).Last, err)
		}
		twice, err := edit(n, func(props []any) []any {
			return slices.Insert(props, at(props), any(map[string]any{"name": "last-failed", "ns": oscal.NS, "value": "2026-11-02T00:00:00Z"}))
		})
		if err != nil || !first(twice).Last.Equal(last) {
			t.Errorf("of %d, two of them: %v, %v", n, first(twice).Last, err)
		}
		_, err = edit(n, func(props []any) []any {
			props[at(props)].(map[string]any)["value"] = "yesterday"
			return props
		})
		if err == nil || !strings.Contains(err.Error(), "a time that is not like") {
			t.Errorf("of %d, malformed: %v", n, err)
		}
	}
}

// The initial facets stay beside the adjusted pair, in both documents, and come
// back apart; what a person adjusted is not taken for ours.
func TestAnAdjustedRatingStandsBesideTheInitialOne(t *testing.T) {
	run := sample(t, 1, 1)
	item := &run.POAMs["fedramp-low"].Items[0]
	item.Rating, item.Adjusted = assessment.Rating{Likelihood: "low", Impact: "moderate"}, assessment.Rating{Likelihood: "high", Impact: "high"}
	files, ar, poam := documents(t, run)
	want := []string{"likelihood initial low", "impact initial moderate", "likelihood adjusted high", "impact adjusted high"}
	for what, c := range map[string]*[]oscal.Characterization{"the results": (*ar.Results[0].Risks)[0].Characterizations, "the plan of action": (*poam.Risks)[0].Characterizations} {
		var got []string
		for _, one := range *c {
			for _, f := range one.Facets {
				got = append(got, f.Name+" "+bare(f.Props, "state")+" "+f.Value)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", what, got)
		}
	}
	if got := rewritten(t, run, files[poamFile]); got != files[poamFile] {
		t.Errorf("written again it differs:\n%s", got)
	}
	const theirs = `{"name": "impact", "system": "http://fedramp.gov/ns/oscal", "value": "low", "props": [{"name": "state", "value": "adjusted"}], "remarks": "Agreed with the authorizing official."}`
	text := edited(t, files[poamFile], func(d map[string]any) {
		c := part(d, "risks", 0, "characterizations", 0)
		var facet map[string]any
		if err := json.Unmarshal([]byte(theirs), &facet); err != nil {
			t.Fatal(err)
		}
		c["facets"] = append(c["facets"].([]any), facet)
	})
	back, err := DecodePOAM(poamFile, t.TempDir(), []byte(text))
	if err != nil || back.Items[0].Rating != item.Rating || back.Items[0].Adjusted != item.Adjusted {
		t.Errorf("came back as %+v, %v", back.Items, err)
	}
	once := rewritten(t, run, text)
	if strings.Count(once, "Agreed with the authorizing official.") != 1 || rewritten(t, run, once) != once {
		t.Errorf("it became:\n%s", once)
	}
	back.Items[0].Adjusted = assessment.Rating{}
	run.POAMs["fedramp-low"] = back
	_, _, poam = documents(t, run)
	if n := len((*(*poam.Risks)[0].Characterizations)[0].Facets); n != 3 {
		t.Errorf("%d facets, want the initial pair and that of a person", n)
	}
}

// What a finding was found in comes back as it was, or nothing would close it;
// and a closing says how many a scan no longer lists.
func TestThePartsOfAFindingComeBack(t *testing.T) {
	for _, n := range []int{3, 1200} {
		run := sample(t, n, 1)
		set := &run.POAMs["fedramp-low"].Items[0].Affected
		all := set.All()
		parts := func(yield func(assessment.Affected, error) bool) {
			for a, err := range all {
				a.Parts = []string{" odd \"part\"\n", "os of " + a.ID}
				if !yield(a, err) {
					return
				}
			}
		}
		if set.Stream != nil {
			set.Stream = parts
		} else {
			set.Inline = nil
			for a := range parts {
				set.Inline = append(set.Inline, a)
			}
		}
		files, _, _ := documents(t, run)
		back := decodedFrom(t, files)
		i := 0
		for a, err := range back.Items[0].Affected.All() {
			if i++; err != nil || !slices.Equal(a.Parts, []string{" odd \"part\"\n", "os of " + a.ID}) {
				t.Fatalf("of %d: %q, %v", n, a.Parts, err)
			}
		}
		if i != n {
			t.Errorf("%d of %d came back", i, n)
		}
	}
	run := closed(t)
	item := &run.POAMs["fedramp-low"].Items[0]
	item.Closure.Fixed, item.Closure.Unlisted, item.Closure.Retired = 0, 2, 0
	item.Affected.Inline[0].How = assessment.Unlisted
	files, _, poam := documents(t, run)
	back := decodedFrom(t, files)
	if got := back.Items[0]; got.Closure.Unlisted != 2 || got.Affected.Inline[0].How != assessment.Unlisted {
		t.Errorf("came back as %+v", got)
	}
	if want := "0 subjects pass on fresh evidence, 2 no longer listed by a newer scan, 0 retired."; !strings.Contains(files[poamFile], want) {
		t.Errorf("the closing observation is %+v", (*poam.Observations)[1])
	}
}

// decodedFrom reads the plan of action of written files.
func decodedFrom(t *testing.T, files map[string]string) assessment.POAM {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	back, err := DecodePOAM(poamFile, dir, []byte(files[poamFile]))
	if err != nil {
		t.Fatal(err)
	}
	return back
}
