package fedramp

import "testing"

func TestBaseDocumentsKeepEveryRule(t *testing.T) {
	plan, ssp, catalog := base(t, "plan"), base(t, "ssp"), base(t, "catalog")
	for name, behind := range map[string][]tree{"results": {plan, ssp, catalog}, "poam": {ssp, catalog}, "plan": {ssp, catalog}, "ssp": {catalog}, "catalog": nil} {
		for rule, where := range broken(judge(t, base(t, name), behind...)) {
			t.Errorf("%s breaks %s\n%s", name, rule, where)
		}
	}
}
