package poam

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// weighed is a measure in words: "a! b c*" says that a may stand on no plan, that b
// may and is not met, and that c may and is met.
func weighed(words string) *assessment.Measure {
	m := &assessment.Measure{}
	for _, w := range strings.Fields(words) {
		r := assessment.Measured{ID: strings.Trim(w, "!*"), Eligible: !strings.Contains(w, "!"), Result: assessment.NotMet}
		if strings.Contains(w, "*") {
			r.Result = assessment.Met
		}
		m.Requirements = append(m.Requirements, r)
	}
	return m
}

// on tells which items stand on a list.
func on(p assessment.POAM, list assessment.List) string {
	var out []string
	for _, it := range p.Of(list).Items {
		out = append(out, it.ID)
	}
	return strings.Join(out, " ")
}

// A weakness stands on the plan of action where the rules accept every requirement
// that it keeps from being met.
func TestPlace(t *testing.T) {
	for _, row := range []struct {
		name     string
		controls string
		known    bool // the item is recorded, on the plan of action
		measure  *assessment.Measure
		plan     bool
	}{
		{"all may", "a b", false, weighed("a b"), true},
		{"one may not", "a b", false, weighed("a b!"), false},
		{"the one that may not is met", "a b", false, weighed("a b!*"), true},
		{"the rules do not know one", "a x", false, weighed("a"), false},
		{"it affects nothing", "", false, weighed("a"), false},
		{"new, and all are met", "a", false, weighed("a*"), false},
		{"recorded, and all are met", "a", true, weighed("a*"), true},
		{"recorded, and it may not any more", "a", true, weighed("a!"), false},
		{"new, and nothing was measured", "a", false, &assessment.Measure{Fault: "x"}, false},
		{"recorded, and nothing was measured", "a", true, &assessment.Measure{Fault: "x"}, true},
	} {
		item := assessment.Item{UUID: "u", ID: "CMMC-L2-0001", Status: assessment.RiskOpen, Controls: strings.Fields(row.controls)}
		after := assessment.POAM{System: "s", Framework: "cmmc-l2", Items: []assessment.Item{item}}
		var before assessment.POAM
		if row.known {
			before = after
		}
		r := assessment.Results{AsOf: asOf(3)}
		got := Place(before, after, row.measure, &r)
		if (on(got, assessment.OnPlan) != "") != row.plan {
			t.Errorf("%s: on %q", row.name, got.Items[0].List)
		}
		if moved := row.known && !row.plan; (len(got.Items[0].Log) == 1) != moved || got.Demoted != moved {
			t.Errorf("%s: log %v, demoted %v", row.name, got.Items[0].Log, got.Demoted)
		}
		if again := Place(got, got, row.measure, &r); cmp.Diff(got.Items, again.Items) != "" || again.Demoted {
			t.Errorf("%s: placed again, it differs", row.name)
		}
	}
}

// An item that moves is the same item: uuid, POAM-ID, first detection, history.
func TestMovingKeepsTheItem(t *testing.T) {
	p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail"}})
	r := day{n: 1, seen: []string{"alice fail"}}.results(t)
	p = Place(assessment.POAM{}, p, weighed("t"), &r)
	r = day{n: 2, seen: []string{"alice fail"}}.results(t)
	next, err := Fold(p, r)
	if err != nil {
		t.Fatal(err)
	}
	next = Place(p, next, weighed("t!"), &r)
	was, is := p.Items[0], next.Items[0]
	if is.UUID != was.UUID || is.RiskUUID != was.RiskUUID || is.ID != was.ID || !is.Detected.Equal(was.Detected) || !is.Deadline.Equal(was.Deadline) {
		t.Errorf("another item: %+v, was %+v", is, was)
	}
	titles := []string{}
	for _, e := range is.Log {
		titles = append(titles, e.Title)
	}
	if want := []string{"Opened", "Moved to the remediation list"}; !slices.Equal(titles, want) {
		t.Errorf("its log says %q", titles)
	}
	if is.List != assessment.OnRemediation || !next.Demoted {
		t.Errorf("it stands on %q, demoted %v", is.List, next.Demoted)
	}
	if a, b := next.Of(assessment.OnPlan).UUID, next.Of(assessment.OnRemediation).UUID; a == "" || b == "" || a == b {
		t.Errorf("the documents are %q and %q", a, b)
	}
}

// A closed item stays on the list that it was closed on.
func TestAClosedItemDoesNotMove(t *testing.T) {
	p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail"}}, day{n: 2, seen: []string{"alice pass"}})
	r := assessment.Results{AsOf: asOf(3)}
	p.Items[0].List = assessment.OnRemediation
	if got := Place(p, p, weighed("t"), &r); got.Items[0].List != assessment.OnRemediation {
		t.Error("it moved")
	}
}

// What a person added to the head of a document without an item any more is kept in
// the other one, whose own words come first.
func TestAPersonsWordsFollowTheItems(t *testing.T) {
	item := assessment.Item{UUID: "u", ID: "X-1", Status: assessment.RiskOpen, Controls: []string{"a"}}
	p := assessment.POAM{Items: []assessment.Item{item}, Extra: assessment.Extra{"metadata": []byte("theirs"), "local-remarks": []byte("1")}, Split: true,
		Remediation: assessment.Sheet{Extra: assessment.Extra{"metadata": []byte("other")}}}
	r := assessment.Results{AsOf: asOf(3)}
	got := Place(p, p, weighed("a!"), &r)
	want := assessment.Extra{"metadata": []byte("other"), "local-remarks": []byte("1")}
	if len(got.Extra) != 0 || cmp.Diff(want, got.Remediation.Extra) != "" {
		t.Errorf("kept %v and %v", got.Extra, got.Remediation.Extra)
	}
	p.Extra["poam-items"] = []byte("[]")
	if got := Place(p, p, weighed("a!"), &r); len(got.Extra) != 3 {
		t.Error("a document with an item of a person lost its head")
	}
}

// Random histories over two lists: folded and placed twice is once, both documents
// joined again are the state, and no item is lost or on both.
func TestRandomHistoriesOfTwoLists(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var p assessment.POAM
		for n := 1; n <= rapid.IntRange(1, 5).Draw(rt, "days"); n++ {
			d := anyDay(rt, n, false)
			r := d.results(t)
			m := weighed(rapid.SampledFrom([]string{"t", "t!", "t*", "t!*"}).Draw(rt, "measure"))
			next, err := Fold(p, r)
			if err != nil {
				rt.Fatal(err)
			}
			next = Place(p, next, m, &r)
			again, err := Fold(next, r)
			if err != nil {
				rt.Fatal(err)
			}
			again = Place(next, again, m, &r)
			again.Demoted = next.Demoted
			if was, is := plain(t, next), plain(t, again); was != is {
				rt.Fatalf("twice differs:\n%s\n%s", was, is)
			}
			joined := assessment.Joined(next.Of(assessment.OnPlan), next.Of(assessment.OnRemediation))
			if len(next.Items) != len(joined.Items) || len(next.Items) < len(p.Items) {
				rt.Fatalf("%d items, %d joined, %d before", len(next.Items), len(joined.Items), len(p.Items))
			}
			for i := range joined.Items {
				if joined.Items[i].UUID != next.Items[i].UUID || joined.Items[i].List != next.Items[i].List {
					rt.Fatalf("item %d: %+v, was %+v", i, joined.Items[i], next.Items[i])
				}
			}
			p = next
		}
	})
}
