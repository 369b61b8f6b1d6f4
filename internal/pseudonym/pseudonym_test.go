package pseudonym_test

import (
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pseudonym"
)

func TestNamer(t *testing.T) {
	a, b := pseudonym.New([]byte("0123456789abcdef"), "meridian"), pseudonym.New([]byte("another key than that"), "meridian")
	weak, other := pseudonym.New(nil, "meridian"), pseudonym.New(nil, "others")
	seen := map[string]bool{}
	for _, n := range []*pseudonym.Namer{a, b, weak, other} {
		name := n.Of("ana.reyes")
		if !pseudonym.Is(name) || name != n.Of("ana.reyes") || name == n.Of("ana.reyes ") {
			t.Errorf("%q is no stable pseudonym", name)
		}
		seen[name] = true
	}
	if len(seen) != 4 {
		t.Errorf("two keys give the same: %v", seen)
	}
	if got := (*pseudonym.Namer)(nil).Of("ana.reyes"); got != "ana.reyes" {
		t.Errorf("shown on request: %q", got)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"person-0123456789ab": true, "person-0123456789aB": false, "person-0123456789abc": false, "person-": false, "0123456789ab": false, "person-0123456789ag": false,
	} {
		if pseudonym.Is(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestSubject(t *testing.T) {
	n := pseudonym.New(nil, "meridian")
	for _, row := range []struct {
		situation string
		subject   assessment.Subject
		personal  bool
		want      string
	}{
		{"an account", assessment.Subject{Component: "idp", Asset: "idp", ID: "ana"}, true, n.Of("ana")},
		{"an account of a tenant", assessment.Subject{Component: "idp", Asset: "tenant", ID: "ana"}, true, "tenant/" + n.Of("ana")},
		{"the asset itself", assessment.Subject{Component: "idp", Asset: "tenant", ID: "tenant"}, true, "tenant"},
		{"a host", assessment.Subject{Component: "web", Asset: "web", ID: "h1"}, false, "h1"},
	} {
		if got := n.Subject(row.subject, row.personal); got != row.want {
			t.Errorf("%s: %q, want %q", row.situation, got, row.want)
		}
	}
}
