package assessment

import (
	"testing"
	"time"
)

// Only an outcome without a reason against it counts as a pass, and no reason
// but age and target takes a fail away.
func TestCounts(t *testing.T) {
	for _, row := range []struct {
		reason     Reason
		pass, fail Outcome
	}{
		{"", Pass, Fail},
		{ReasonUnknownAsset, Pass, Fail},
		{ReasonStale, Undecided, Undecided},
		{ReasonFuture, Undecided, Undecided},
		{ReasonUnknownAge, Undecided, Undecided},
		{ReasonWrongTarget, Undecided, Undecided},
		{ReasonParameter, Undecided, Fail},
		{ReasonMalformed, Undecided, Fail},
		{"a reason of tomorrow", Undecided, Fail},
	} {
		for given, want := range map[Outcome]Outcome{Pass: row.pass, Fail: row.fail, Undecided: Undecided} {
			if got := (Observation{Outcome: given, Reason: row.reason}).Counts(); got != want {
				t.Errorf("%s with reason %q counts as %s, want %s", given, row.reason, got, want)
			}
		}
	}
	if got := (Observation{Outcome: Skip, Reason: ReasonStale}).Counts(); got != Undecided {
		t.Errorf("a stale skip counts as %s", got)
	}
}

func TestExpects(t *testing.T) {
	d := Declared{}
	d.Add("a", "web")
	d.Add("b", "idp")
	for _, row := range []struct {
		name  string
		check Check
		want  bool
	}{
		{"its kind is declared", Check{Kinds: []string{"a"}}, true},
		{"its kind is declared elsewhere only", Check{Kinds: []string{"b"}}, false},
		{"one of its kinds is declared", Check{Kinds: []string{"a", "b"}}, true},
		{"one of the kinds it joins is declared", Check{Kinds: []string{"a", "b"}, SystemScope: true}, false},
		{"all kinds it joins are declared", Check{Kinds: []string{"a"}, SystemScope: true}, true},
		{"it reads nothing", Check{SystemScope: true}, false},
	} {
		if got := d.Expects(&row.check, "web"); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestInventoryLists(t *testing.T) {
	inv := Inventory{Assets: []string{"host1", "host3"}}
	if !inv.Lists("host3") || inv.Lists("host2") || inv.Lists("") || (Inventory{}).Lists("") {
		t.Error("an inventory lists what it holds and nothing else")
	}
}

// An item stands for the name it has, and, where it has no tag and no digest, for
// every tag and digest of that name; it never stands for another tag.
func TestInventoryStandsFor(t *testing.T) {
	list := []string{"10.0.0.1", "::1", "alice", "app", "db:2", "host1", "https://site.example", "reg.example:5000/api", "site.example", "web@sha256:aa", "x:1@sha256:bb"}
	for asset, want := range map[string]string{
		"app": "app", "app:1.2": "app", "app@sha256:cc": "app", "app:1.2@sha256:cc": "app", "app-x:1": "", "apps": "", "other/app:1": "", "app:": "", "app@": "",
		"db": "", "db:2": "db:2", "db:3": "", "db:2@sha256:cc": "db:2", "db@sha256:cc": "",
		"reg.example:5000/api:7": "reg.example:5000/api", "reg.example": "", "reg.example:5000": "",
		"web": "", "web:1": "", "web@sha256:aa": "web@sha256:aa", "web:9@sha256:aa": "web@sha256:aa", "web@sha256:bb": "",
		"x:1@sha256:bb": "x:1@sha256:bb", "x:1": "", "x@sha256:bb": "", "host1": "host1", "host2": "", "": "",
		// A port is no tag, and a domain is no digest.
		"site.example:8443": "", "https://site.example:8443": "", "10.0.0.1:22": "", "::1:22": "", "alice@corp.example": "", "app:16": "app",
	} {
		got := ""
		if i := FindAsset(list, asset); i >= 0 {
			got = list[i]
		}
		if got != want {
			t.Errorf("%q is %q, want %q", asset, got, want)
		}
		if (Inventory{Assets: list}).Lists(asset) != (want != "") {
			t.Errorf("%q: Lists says another thing", asset)
		}
	}
}

func TestItemIsKnownByItsNames(t *testing.T) {
	it := Item{Weakness: "mfa", Names: []string{"mfa", "totp"}}
	for name, known := range map[string]bool{"mfa": true, "totp": true, "key": false, "": false} {
		if it.Known(name, nil) != known {
			t.Errorf("%q: %v", name, !known)
		}
	}
	if !it.Known("key", []string{"totp"}) || !(&Item{Weakness: "mfa"}).Known("key", []string{"mfa"}) {
		t.Error("an earlier name does not find the item")
	}
}

func TestOpenItem(t *testing.T) {
	p := POAM{Items: []Item{{ID: "1", Weakness: "mfa", Status: RiskClosed}, {ID: "2", Weakness: "mfa", Status: "remediating"}}}
	if it, ok := p.OpenItem(&Risk{Key: "totp", Formerly: []string{"mfa"}}); !ok || it.ID != "2" {
		t.Errorf("found %+v", it)
	}
	if _, ok := p.OpenItem(&Risk{Key: "tls"}); ok {
		t.Error("found an item of another weakness")
	}
}

func TestLastEvent(t *testing.T) {
	at := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	p := POAM{Items: []Item{
		{Detected: at(1), Updated: at(2), Deadline: at(31)},
		{Detected: at(1), Updated: at(2), Log: []LogEntry{{At: at(5)}, {At: at(4)}}, Closure: &Closure{At: at(3)}},
	}}
	if got := p.LastEvent(); !got.Equal(at(5)) {
		t.Errorf("got %v", got)
	}
	if got := (&POAM{}).LastEvent(); !got.IsZero() {
		t.Errorf("an empty state has an event at %v", got)
	}
}

func TestWholeComponent(t *testing.T) {
	for _, row := range []struct {
		subject Affected
		whole   bool
	}{
		{Affected{Component: "idp", Asset: "idp", ID: "idp"}, true},
		{Affected{Component: "idp"}, true},
		{Affected{Component: "idp", Asset: "idp", ID: "alice"}, false},
		{Affected{Component: "idp", Asset: "host1", ID: "host1"}, false},
	} {
		if row.subject.WholeComponent() != row.whole {
			t.Errorf("%+v: %v", row.subject, !row.whole)
		}
	}
}

// The zero values are the safe ones, and an unknown level slips under nothing.
func TestZeroValuesAreSafe(t *testing.T) {
	var o Outcome
	var v Verdict
	var l Level
	if o.String() != "undecided" || v.String() != "undecided" || (Coverage{}).Ratio() != 0 {
		t.Error("a zero value is a judgement")
	}
	for floor := LevelUnknown; floor <= LevelCritical; floor++ {
		if !l.AtLeast(floor) {
			t.Errorf("an unknown level is below %s", floor)
		}
	}
	if _, ok := ParseLevel("unknown"); ok || LevelLow.AtLeast(LevelHigh) || !LevelHigh.AtLeast(LevelHigh) {
		t.Error("levels are out of order")
	}
}
