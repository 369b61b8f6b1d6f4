package conclude

import (
	"strings"
	"testing"
)

// A pass stands where a check that could show it broken has no declared source,
// and the kinds that nobody brings stand beside it.
func TestUndeclaredIsToldBesideAPass(t *testing.T) {
	for _, row := range []struct {
		name string
		situation
		verdict, undeclared string
	}{
		{"a pass names the kinds that a supporting check would read", situation{
			bind: []string{"decides mfa", "supports tls", "supports both"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass", "logs tls-config"},
		{"a pass names the kinds that another deciding check would read", situation{
			bind: []string{"decides mfa", "decides strict"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass", "strict-cfg"},
		{"of a check that joins kinds only those that nobody brings", situation{
			bind: []string{"decides mfa", "supports join"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass", "hr"},
		{"a pass with everything declared names nothing", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web pass"}}, "pass", ""},
		{"a check that only informs, is disabled or looks at nothing here could not show it broken", situation{
			bind: []string{"decides mfa", "informs tls", "disabled supports strict", "supports db"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass", ""},
		{"evidence that nothing declared and that passes is heard", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "tls web pass"}}, "pass", ""},
		{"what fails needs no mark", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, "fail", ""},
		{"what is undecided needs no mark", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail stale"}}, "undecided stale", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.conclude(t)
			if got := verdictOf(r, "t.a"); got != row.verdict {
				t.Errorf("verdict %s, want %s", got, row.verdict)
			}
			got := strings.Join(r.Findings[0].Undeclared, " ")
			if got != row.undeclared {
				t.Errorf("undeclared %q, want %q", got, row.undeclared)
			}
			if marked := strings.Contains(r.Findings[0].Why, "no source brings"); row.verdict == "pass" && marked != (row.undeclared != "") {
				t.Errorf("why %q", r.Findings[0].Why)
			}
			want := 0
			if row.undeclared != "" {
				want = 1
			}
			if r.Coverage.Undeclared != want {
				t.Errorf("coverage counts %d, want %d", r.Coverage.Undeclared, want)
			}
		})
	}
}
