package poam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// What is written once stays.
func TestIdentityStays(t *testing.T) {
	first := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail"}})
	a := first.Items[0]
	if a.Detected != collected(1) || a.Deadline != collected(31).Add(-time.Second) || len(a.Milestones) != 1 || a.Milestones[0].Due != a.Deadline {
		t.Errorf("item %+v", a)
	}
	later := fold(t, first, day{n: 20, seen: []string{"bob fail"}}, day{n: 21, seen: []string{"alice pass", "bob pass"}})
	b := later.Items[0]
	if first.UUID == "" || first.UUID != later.UUID {
		t.Errorf("the document's uuid went from %q to %q", first.UUID, later.UUID)
	}
	for _, x := range []*assessment.Item{&a, &b} {
		x.Affected, x.Log, x.Closure, x.Status, x.Updated = assessment.AffectedSet{}, nil, nil, "", time.Time{}
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("what must stay changed (-first +later):\n%s", diff)
	}
}

func TestLogTellsTheLife(t *testing.T) {
	p := fold(t, assessment.POAM{},
		day{n: 1, seen: []string{"alice fail"}},
		day{n: 2, checks: []string{"totp<mfa"}, seen: []string{"totp| alice fail"}, change: func(r *assessment.Results) { r.Risks[0].Level = assessment.LevelCritical }},
		day{n: 3, checks: []string{"totp<mfa"}, seen: []string{"totp| alice pass"}},
		day{n: 4, checks: []string{"totp<mfa"}, seen: []string{"totp| alice fail"}},
	)
	var got []string
	ids := map[string]bool{}
	for _, it := range p.Items {
		for _, e := range it.Log {
			got = append(got, strings.Join([]string{it.ID, e.At.Format("02"), string(e.Type), string(e.StatusChange), e.Title + ": " + e.Description}, "|"))
			ids[e.UUID] = true
		}
	}
	want := []string{
		"HIPAA-0001|01||open|Opened: Found by mfa.",
		"HIPAA-0001|02|status-update||Check renamed: The check is now called totp.",
		"HIPAA-0001|02|status-update||Level raised: The level was high and is critical; the deadline stays.",
		"HIPAA-0001|03|closed|closed|Closed: A fresh pass of the check over all affected subjects (1).",
		"HIPAA-0002|04||open|Opened again: Found by totp after HIPAA-0001 was closed.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if len(ids) != len(want) {
		t.Errorf("%d log ids for %d entries", len(ids), len(want))
	}
	old, again := p.Items[0], p.Items[1]
	if again.Reopens != old.UUID || again.UUID == old.UUID || again.RiskUUID == old.RiskUUID {
		t.Errorf("the return %s of %s is linked to %q", again.UUID, old.UUID, again.Reopens)
	}
	want2 := &assessment.Closure{At: asOf(3), Fixed: 1, Evidence: []string{"set of day 3"}, First: collected(3)}
	if diff := cmp.Diff(want2, old.Closure); diff != "" {
		t.Errorf("closure (-want +got):\n%s", diff)
	}
}

// Occurrences of one weakness never share a uuid.
func TestEachOccurrenceHasItsOwnIdentity(t *testing.T) {
	var days []day
	for n := 1; n <= 8; n += 2 {
		days = append(days, day{n: n, seen: []string{"alice fail"}}, day{n: n + 1, seen: []string{"alice pass"}})
	}
	p := fold(t, assessment.POAM{}, days...)
	seen := map[string]bool{}
	for i, it := range p.Items {
		if it.Occurrence != i+1 || seen[it.UUID] || seen[it.RiskUUID] || seen[it.ID] {
			t.Errorf("item %d: %s, occurrence %d", i, it.ID, it.Occurrence)
		}
		seen[it.UUID], seen[it.RiskUUID], seen[it.ID] = true, true, true
	}
	if len(p.Items) != 4 {
		t.Errorf("%d items", len(p.Items))
	}
	if want := oscal.ID("meridian", "hipaa", "risk", "mfa"); p.Items[0].RiskUUID != want {
		t.Errorf("the first occurrence is risk %s, the assessment results call it %s", p.Items[0].RiskUUID, want)
	}
	p = fold(t, p, day{n: 9, checks: []string{"mfa", "lax"}, seen: []string{"lax| alice fail"}})
	if last := p.Items[4]; last.Occurrence != 1 {
		t.Errorf("another weakness is occurrence %d", last.Occurrence)
	}
}

// Who joins and who leaves an item that stays open is told: how many, and the
// first of them by name.
func TestLogTellsWhoJoinsAndLeaves(t *testing.T) {
	opened := day{n: 1, seen: []string{"alice fail", "host1/x fail", "web: web fail"}}
	for _, row := range []struct {
		name string
		days []day
		want []string
	}{
		{"nobody", []day{{n: 2, seen: []string{"alice fail", "host1/x fail", "web: web fail", "zoe pass"}}}, nil},
		{"one joins", []day{{n: 2, seen: []string{"alice fail", "bob fail"}}},
			[]string{"02|status-update||Subjects changed: 1 joined: idp/bob. 4 of 4 are affected."}},
		{"one leaves", []day{{n: 2, seen: []string{"alice pass", "host1/x fail"}}},
			[]string{"02|status-update||Subjects changed: 1 verified by a fresh pass: idp/alice. 2 of 3 are affected."}},
		{"one is retired, one joins, one leaves, one returns", []day{
			{n: 2, seen: []string{"alice pass", "host1/x fail"}},
			{n: 3, seen: []string{"alice fail", "bob fail", "web: web pass"}, inventory: []string{"idp: host2"}}},
			[]string{"02|status-update||Subjects changed: 1 verified by a fresh pass: idp/alice. 2 of 3 are affected.",
				"03|status-update||Subjects changed: 1 joined: idp/bob. 1 affected again: idp/alice. 1 verified by a fresh pass: web. 1 of an asset that the inventory no longer lists: idp/host1/x. 2 of 4 are affected."}},
		{"one is no longer listed", []day{{n: 2, seen: []string{"host3/cve fail ~p"}}, {n: 3, seen: []string{"host3/img pass ~p"}}},
			[]string{"02|status-update||Subjects changed: 1 joined: idp/host3/cve. 4 of 4 are affected.",
				"03|status-update||Subjects changed: 1 no longer listed by a newer scan of its target: idp/host3/cve. 3 of 4 are affected."}},
		{"many join", []day{{n: 2, seen: []string{"a1 fail", "a2 fail", "a3 fail", "a4 fail", "a5 fail"}}},
			[]string{"02|status-update||Subjects changed: 5 joined: idp/a1, idp/a2, idp/a3 and 2 more. 8 of 8 are affected."}},
		{"a name that means something elsewhere", []day{{n: 2, seen: []string{"<b>*x*[y](z)\x1b\x00|a_b-c@d:e fail", strings.Repeat("é", 200) + " fail"}}},
			[]string{"02|status-update||Subjects changed: 2 joined: idp/?b??x??y?(z)???a_b-c@d:e, idp/" + strings.Repeat("é", 60) + "…. 5 of 5 are affected."}},
		{"the last leaves", []day{{n: 2, seen: []string{"alice pass", "host1/x pass", "web: web pass"}}},
			[]string{"02|closed|closed|Closed: A fresh pass of the check over all affected subjects (3)."}},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := fold(t, fold(t, assessment.POAM{}, opened), row.days...)
			var got []string
			for _, e := range p.Items[0].Log[1:] {
				got = append(got, strings.Join([]string{e.At.Format("02"), string(e.Type), string(e.StatusChange), e.Title + ": " + e.Description}, "|"))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

// The same event twice at one assessment time is two entries.
func TestLogEntriesHaveTheirOwnIdentity(t *testing.T) {
	p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail", "bob fail"}})
	for range 3 {
		p = fold(t, p, day{n: 2, seen: []string{"alice pass", "bob fail"}}, day{n: 2, seen: []string{"alice fail", "bob fail"}})
	}
	ids := map[string]bool{}
	for _, e := range p.Items[0].Log {
		ids[e.UUID] = true
	}
	if n := len(p.Items[0].Log); n != 7 || len(ids) != n {
		t.Errorf("%d entries, %d identities", n, len(ids))
	}
}

// How a weakness was rated first stays beside how it is rated now. A level that
// rises brings the deadline forward to what it allows since the first detection;
// nothing puts a deadline off.
func TestAnotherLevel(t *testing.T) {
	windows := map[assessment.Level]int{assessment.LevelCritical: 5, assessment.LevelHigh: 10, assessment.LevelModerate: 20, assessment.LevelUnknown: 5}
	rating := func(l assessment.Level) assessment.Rating {
		if l == assessment.LevelLow {
			return assessment.Rating{}
		}
		return assessment.Rating{Likelihood: l.String(), Impact: "high"}
	}
	of := func(n int, l assessment.Level) day {
		return day{n: n, seen: []string{"alice fail"}, change: func(r *assessment.Results) {
			k := &r.Risks[0]
			k.Level, k.Rating, k.Deadline = l, rating(l), time.Time{}
			if days, ok := windows[l]; ok {
				k.Deadline = k.Detected.AddDate(0, 0, days).Add(-time.Second)
			}
		}}
	}
	due := func(days int) time.Time { return collected(1).AddDate(0, 0, days).Add(-time.Second) }
	const low, moderate, high, critical, unknown = assessment.LevelLow, assessment.LevelModerate, assessment.LevelHigh, assessment.LevelCritical, assessment.LevelUnknown
	for _, row := range []struct {
		name     string
		levels   []assessment.Level
		adjusted assessment.Rating
		due      time.Time
		log      string // of the last change
	}{
		{"the same", []assessment.Level{high, high}, assessment.Rating{}, due(10), "Opened: Found by mfa."},
		{"raised", []assessment.Level{moderate, high}, rating(high), due(10),
			"Level raised: The level was moderate and is high; the deadline moves from 2026-03-21T10:59:59Z to 2026-03-11T10:59:59Z, counted from the first detection. Milestones keep their days."},
		{"raised twice", []assessment.Level{moderate, high, critical}, rating(critical), due(5),
			"Level raised: The level was high and is critical; the deadline moves from 2026-03-11T10:59:59Z to 2026-03-06T10:59:59Z, counted from the first detection. Milestones keep their days."},
		{"raised to one that is not known", []assessment.Level{moderate, unknown}, rating(unknown), due(5),
			"Level raised: The level was moderate and is unknown; the deadline moves from 2026-03-21T10:59:59Z to 2026-03-06T10:59:59Z, counted from the first detection. Milestones keep their days."},
		{"lowered", []assessment.Level{high, moderate}, rating(moderate), due(10), "Level lowered: The level was high and is moderate; the deadline stays."},
		{"lowered to one without a deadline", []assessment.Level{high, low}, assessment.Rating{}, due(10), "Level lowered: The level was high and is low; the deadline stays."},
		{"raised from one without a deadline", []assessment.Level{low, moderate}, assessment.Rating{}, due(20),
			"Level raised: The level was low and is moderate; the deadline is now 2026-03-21T10:59:59Z, counted from the first detection."},
		{"lowered and raised again", []assessment.Level{high, moderate, high}, assessment.Rating{}, due(10), "Level raised: The level was moderate and is high; the deadline stays."},
		{"raised and lowered again", []assessment.Level{moderate, high, moderate}, assessment.Rating{}, due(10), "Level lowered: The level was high and is moderate; the deadline stays."},
	} {
		t.Run(row.name, func(t *testing.T) {
			var p assessment.POAM
			for i, l := range row.levels {
				p = fold(t, p, of(i+1, l))
			}
			it := p.Items[0]
			first := rating(row.levels[0])
			if row.levels[0] == low {
				first = rating(moderate) // the first there is
			}
			if it.Rating != first || it.Adjusted != row.adjusted || it.Level != row.levels[len(row.levels)-1] {
				t.Errorf("level %s, rated %+v first and %+v now", it.Level, it.Rating, it.Adjusted)
			}
			if !it.Deadline.Equal(row.due) {
				t.Errorf("due %s, want %s", stamp(it.Deadline), stamp(row.due))
			}
			if row.levels[0] != low && !it.Milestones[0].Due.Equal(due(windows[row.levels[0]])) {
				t.Errorf("the milestone is due %s", stamp(it.Milestones[0].Due))
			}
			last := it.Log[len(it.Log)-1]
			if got := last.Title + ": " + last.Description; got != row.log {
				t.Errorf("log %q", got)
			}
			again := of(9, row.levels[len(row.levels)-1])
			again.seen = []string{fmt.Sprint("alice fail @", len(row.levels))}
			if plain(t, fold(t, p, again)) != plain(t, p) {
				t.Error("a quiet day changed the state")
			}
		})
	}
	p := fold(t, assessment.POAM{}, of(1, moderate))
	p.Items[0].Deadline = due(3) // a person promised more
	if it := fold(t, p, of(2, high)).Items[0]; !it.Deadline.Equal(due(3)) {
		t.Errorf("due %s, put off", stamp(it.Deadline))
	}
	anew := of(2, moderate)
	change := anew.change
	anew.change = func(r *assessment.Results) { change(r); r.Risks[0].Rating.Impact = "low" }
	it := fold(t, fold(t, assessment.POAM{}, of(1, moderate)), anew).Items[0]
	if last := it.Log[len(it.Log)-1]; it.Rating.Impact != "high" || it.Adjusted.Impact != "low" || last.Title+": "+last.Description != "Rating changed: The level moderate is rated otherwise now: likelihood moderate, impact low." {
		t.Errorf("%+v, %+v, %+v", it.Rating, it.Adjusted, last)
	}
}

func TestClosingSaysOnWhat(t *testing.T) {
	for _, row := range []struct {
		name string
		day  day
		want string
	}{
		{"fixed", day{n: 2, seen: []string{"host1/a pass", "host2/a pass"}}, "A fresh pass of the check over all affected subjects (2)."},
		{"retired", day{n: 2, inventory: []string{"idp: host3"}}, "The inventory no longer lists the assets of any affected subject (2)."},
		{"no longer listed", day{n: 2, seen: []string{"host1/b pass ~p", "host2/b pass ~p"}}, "Of the affected subjects 2 are findings that a newer scan of their target no longer lists."},
		{"no longer listed, retired", day{n: 2, seen: []string{"host1/b pass ~p"}, inventory: []string{"idp: host1"}},
			"Of the affected subjects 1 is a finding that a newer scan of its target no longer lists; the inventory no longer lists the asset of 1."},
		{"fixed, no longer listed", day{n: 2, seen: []string{"host1/a pass", "host2/b pass ~p"}},
			"Of the affected subjects 1 had a fresh pass of the check; 1 is a finding that a newer scan of its target no longer lists."},
		{"both", day{n: 2, seen: []string{"host1/a pass"}, inventory: []string{"idp: host1"}},
			"A fresh pass of the check over 1 of the affected subjects; the inventory no longer lists the assets of 1."},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"host1/a fail ~p", "host2/a fail ~p"}}, row.day)
			it := p.Items[0]
			if got := it.Log[len(it.Log)-1].Description; got != row.want || it.Closure.Fixed+it.Closure.Unlisted+it.Closure.Retired != 2 {
				t.Errorf("got %q, closure %+v", got, it.Closure)
			}
		})
	}
	foreign := assessment.POAM{System: "meridian", Framework: "hipaa", Items: []assessment.Item{{ID: "V-1", Weakness: "mfa"}}}
	it := fold(t, foreign, day{n: 2, seen: []string{"alice pass"}}).Items[0]
	if got := it.Log[0].Description; got != "The check passes on every component it looks at." {
		t.Errorf("got %q", got)
	}
}

// What a person wrote into the recorded state is carried over.
func TestAPersonsWordsStay(t *testing.T) {
	p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail", "bob fail"}})
	it := &p.Items[0]
	it.Title, it.Remediation, it.Status = "Roll out keys", "Ticket SEC-7", "remediating"
	it.Extra = assessment.Extra{"risk": []byte(`{"remarks":"asked the vendor"}`)}
	it.Milestones = append(it.Milestones, assessment.Milestone{UUID: "by-hand", Title: "Order keys", Due: asOf(9)})
	it.Log = append(it.Log, assessment.LogEntry{UUID: "by-hand-too", At: asOf(1), Title: "Called the vendor"})
	p.Extra = assessment.Extra{"metadata": []byte(`{}`)}
	p.Source = assessment.Source{Path: "poam/hipaa.json"}
	it.ID = "SEC 7"
	got := fold(t, p, day{n: 2, seen: []string{"alice fail", "bob pass"}}, day{n: 3, seen: []string{"alice pass"}})
	g := got.Items[0]
	if g.Title != it.Title || g.Remediation != it.Remediation || g.ID != it.ID || len(g.Milestones) != 2 ||
		g.Log[1].Title != "Called the vendor" || string(g.Extra["risk"]) != string(it.Extra["risk"]) || string(got.Extra["metadata"]) != "{}" || got.Source != p.Source {
		t.Errorf("lost some of %+v: %+v", it, g)
	}
	if g.Open() {
		t.Error("a status a person gave kept the item from closing")
	}
	if it.Status != "remediating" || it.Affected.Open != 2 || len(it.Log) != 2 {
		t.Errorf("the fold changed the state it was given: %+v", it)
	}
}

// A state that another tool wrote, or a person mangled, is read as it is.
func TestForeignState(t *testing.T) {
	foreign := func(it assessment.Item) assessment.POAM {
		return assessment.POAM{System: "meridian", Framework: "hipaa", UUID: "u", Items: []assessment.Item{it}}
	}
	for _, row := range []struct {
		name string
		item assessment.Item
		day  day
		want []string
	}{
		{"an item without subjects closes when its check passes everywhere", assessment.Item{ID: "V-1", Weakness: "mfa"},
			day{n: 2, seen: []string{"alice pass", "web: bob pass"}}, []string{"V-1 closed mfa"}},
		{"an item without subjects stays when its check is undecided somewhere", assessment.Item{ID: "V-1", Weakness: "mfa"},
			day{n: 2, seen: []string{"alice pass", "web: bob undecided"}}, []string{"V-1 open mfa"}},
		{"an item without subjects stays when nothing was seen", assessment.Item{ID: "V-1", Weakness: "mfa"},
			day{n: 2}, []string{"V-1 open mfa"}},
		{"an item without subjects stays when its check was stopped", assessment.Item{ID: "V-1", Weakness: "mfa"},
			day{n: 2, seen: []string{"alice pass", "web: bob undecided deadline"}, change: func(r *assessment.Results) { r.Complete = false }}, []string{"V-1 open mfa"}},
		{"an item without subjects takes in those that fail", assessment.Item{ID: "V-1", Weakness: "mfa"},
			day{n: 2, seen: []string{"alice fail"}}, []string{"V-1 open mfa alice"}},
		{"subjects out of order are put in order", assessment.Item{ID: "V-1", Weakness: "mfa",
			Affected: assessment.AffectedSet{Count: 2, Open: 2, Inline: []assessment.Affected{{Component: "idp", Asset: "idp", ID: "bob", Last: asOf(1)}, {Component: "idp", Asset: "idp", ID: "alice", Last: asOf(1)}}}},
			day{n: 2, seen: []string{"alice pass", "bob pass"}}, []string{"V-1 closed mfa alice* bob*"}},
		{"an item of an unknown weakness stays", assessment.Item{ID: "V-1", Weakness: "CVE-2026-1"},
			day{n: 2, seen: []string{"alice pass"}}, []string{"V-1 open CVE-2026-1"}},
		{"a foreign id does not count on", assessment.Item{ID: "HIPAA-99999999999999999999", Weakness: "x"},
			day{n: 2, seen: []string{"alice fail"}}, []string{"HIPAA-99999999999999999999 open x", "HIPAA-0001 open mfa alice"}},
		{"a bare number is a foreign id", assessment.Item{ID: "41", Weakness: "x"},
			day{n: 2, seen: []string{"alice fail"}}, []string{"41 open x", "HIPAA-0001 open mfa alice"}},
		{"numbering goes on after the greatest id", assessment.Item{ID: "HIPAA-0041", Weakness: "x"},
			day{n: 2, seen: []string{"alice fail"}}, []string{"HIPAA-0041 open x", "HIPAA-0042 open mfa alice"}},
		{"an item a person closed while it fails is opened anew", assessment.Item{ID: "HIPAA-0001", Weakness: "mfa", Status: assessment.RiskClosed},
			day{n: 2, seen: []string{"alice fail"}}, []string{"HIPAA-0001 closed mfa", "HIPAA-0002 open mfa alice"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, lines(t, fold(t, foreign(row.item), row.day))); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFoldRefuses(t *testing.T) {
	recorded := fold(t, assessment.POAM{}, day{n: 5, seen: []string{"alice fail"}})
	recorded.Source.Path = "poam/hipaa.json"
	for _, row := range []struct {
		name  string
		state assessment.POAM
		day   day
		want  string
	}{
		{"an assessment time older than the state", recorded, day{n: 4}, "older than the recorded state, which last changed at 2026-03-05T12:00:00Z"},
		{"another system's state", assessment.POAM{System: "other"}, day{n: 1}, `of system "other", not "meridian"`},
		{"another framework's state", assessment.POAM{System: "meridian", Framework: "cmmc-l2"}, day{n: 1}, `of framework "cmmc-l2", not "hipaa"`},
		{"results without an assessment time", recorded, day{n: 6, change: func(r *assessment.Results) { r.AsOf = time.Time{} }}, "no assessment time"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Fold(row.state, row.day.results(t))
			if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), "poam/hipaa.json") {
				t.Errorf("got %v", err)
			}
		})
	}
	// The same time is no older one, and a quiet later day may be gone back on.
	quiet := fold(t, recorded, day{n: 9, seen: []string{"alice fail @5"}})
	fold(t, quiet, day{n: 7, seen: []string{"alice fail @5"}}, day{n: 5, seen: []string{"alice fail"}})
}

func TestQuietDayChangesNothing(t *testing.T) {
	p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail", "bob fail"}}, day{n: 2, seen: []string{"alice fail", "bob pass"}})
	for n, seen := range [][]string{
		{"alice fail @2", "bob pass"}, {"alice undecided stale"}, nil, {"alice fail @1", "bob pass", "carol pass"}, {"bob undecided"}, {"alice pass @1"},
	} {
		if got := fold(t, p, day{n: 3 + n, seen: seen}); plain(t, got) != plain(t, p) {
			t.Errorf("a day of %q changed the state", seen)
		}
	}
	gone := fold(t, p, day{n: 3, seen: []string{"host1/x fail", "alice fail"}}, day{n: 4, seen: []string{"alice fail"}, inventory: []string{"idp: host2"}})
	if later := fold(t, gone, day{n: 5, seen: []string{"alice fail @4"}, inventory: []string{"idp: host2"}}); plain(t, later) != plain(t, gone) {
		t.Error("an asset was retired twice")
	}
	if !p.LastEvent().Equal(asOf(2)) {
		t.Errorf("last event %v", p.LastEvent())
	}
}

// A subject is affected since its evidence was collected, or since the run
// where that is not known or lies ahead; and until the last that showed it.
func TestSince(t *testing.T) {
	span := func(days ...day) string {
		a := fold(t, assessment.POAM{}, days...).Items[0].Affected.Inline[0]
		return a.Since.Format("2 15:04") + " to " + a.Last.Format("2 15:04") + ", " + a.Why + ", " + a.Evidence
	}
	ahead := day{n: 1, seen: []string{"alice fail"}, change: func(r *assessment.Results) {
		r.Observations[0].Subjects = each([]assessment.Subject{{Component: "idp", Asset: "idp", ID: "alice", Collected: asOf(2)}})
	}}
	for _, row := range []struct {
		name string
		days []day
		want string
	}{
		{"collected before the run", []day{{n: 2, seen: []string{"alice fail @1"}}}, "1 11:00 to 1 11:00, fail on day 2, evidence of 2026-03-01"},
		{"collected after the run", []day{ahead}, "1 12:00 to 1 12:00, , "},
		{"a parameter", []day{{n: 1, seen: []string{"alice fail parameter @never"}}}, "1 12:00 to 1 12:00, fail on day 1, "},
		{"a parameter seen again", []day{{n: 1, seen: []string{"alice fail parameter @never"}}, {n: 2, seen: []string{"alice fail parameter @never"}}}, "1 12:00 to 1 12:00, fail on day 1, "},
		{"no evidence of its own", []day{{n: 1, seen: []string{"alice fail @never"}}}, "1 11:00 to 1 11:00, fail on day 1, "},
		{"seen again on the same evidence", []day{{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice fail @1"}}}, "1 11:00 to 1 11:00, fail on day 1, evidence of 2026-03-01"},
		{"seen again on newer evidence", []day{{n: 1, seen: []string{"alice fail"}}, {n: 3, seen: []string{"alice fail @2"}}}, "1 11:00 to 2 11:00, fail on day 3, evidence of 2026-03-02"},
		{"seen again on older evidence", []day{{n: 3, seen: []string{"alice fail"}}, {n: 4, seen: []string{"alice fail @2"}}}, "3 11:00 to 3 11:00, fail on day 3, evidence of 2026-03-03"},
		{"several at once", []day{{n: 4, seen: []string{"alice fail @3", "alice fail @1", "alice fail @2"}}}, "1 11:00 to 3 11:00, fail on day 4, evidence of 2026-03-03"},
		{"back again", []day{{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass"}}, {n: 3, seen: []string{"alice fail"}}}, "3 11:00 to 3 11:00, fail on day 3, evidence of 2026-03-03"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := span(row.days...); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

// Where the recorded state does not tell when a subject failed last, only
// evidence from after the run that finds this out verifies it.
func TestALastFailureThatTheStateDoesNotTell(t *testing.T) {
	forgotten := func() assessment.POAM {
		p := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail", "bob fail"}})
		for i := range p.Items[0].Affected.Inline {
			p.Items[0].Affected.Inline[i].Last = time.Time{}
		}
		return p
	}
	pass := []string{"alice pass @5", "bob pass @5"}
	p := fold(t, forgotten(), day{n: 6, seen: pass})
	if got := lines(t, p); got[0] != "HIPAA-0001 open mfa alice bob" {
		t.Errorf("a pass from before the run: %q", got)
	}
	if again := fold(t, p, day{n: 8, seen: pass}); plain(t, again) != plain(t, p) {
		t.Error("the next quiet day changed the state")
	}
	if got := lines(t, fold(t, p, day{n: 8, seen: []string{"alice pass @7", "bob pass @7"}})); got[0] != "HIPAA-0001 closed mfa alice* bob*" {
		t.Errorf("a pass from after the run: %q", got)
	}
	if got := lines(t, fold(t, forgotten(), day{n: 6, inventory: []string{"idp: host2"}, seen: []string{"alice fail @3"}}, day{n: 7, seen: []string{"alice pass @5"}})); got[0] != "HIPAA-0001 open mfa alice bob" {
		t.Errorf("a failure does not tell that it is the last: %q", got)
	}
}

func TestItemsOfOtherFrameworksHaveOtherIdentities(t *testing.T) {
	r := day{n: 1, seen: []string{"alice fail"}}.results(t)
	a, err := Fold(assessment.POAM{}, r)
	if err != nil {
		t.Fatal(err)
	}
	other := *r.Scope
	other.Framework.ID = "cmmc-l2"
	r.Scope = &other
	b, err := Fold(assessment.POAM{}, r)
	if err != nil {
		t.Fatal(err)
	}
	if a.UUID == b.UUID || a.Items[0].UUID == b.Items[0].UUID || b.Items[0].ID != "CMMC-L2-0001" {
		t.Errorf("%+v and %+v", a.Items[0], b.Items[0])
	}
	if !slices.Equal(a.Items[0].Names, []string{"mfa"}) {
		t.Errorf("names %q", a.Items[0].Names)
	}
}
