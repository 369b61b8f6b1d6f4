package cloud

import (
	"slices"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// entraPolicy is a policy of conditional access, as far as it is read.
type entraPolicy struct {
	ID         string `json:"id"`
	Name       string `json:"displayName"`
	State      string `json:"state"`
	Conditions struct {
		Apps struct {
			Include []string `json:"includeApplications"`
			Exclude []string `json:"excludeApplications"`
		} `json:"applications"`
		Clients []string `json:"clientAppTypes"`
		Users   struct {
			Include       []string  `json:"includeUsers"`
			Exclude       []string  `json:"excludeUsers"`
			ExcludeGroups []string  `json:"excludeGroups"`
			ExcludeRoles  []string  `json:"excludeRoles"`
			ExcludeGuests *struct{} `json:"excludeGuestsOrExternalUsers"`
		} `json:"users"`
		SignInRisk []string  `json:"signInRiskLevels"`
		UserRisk   []string  `json:"userRiskLevels"`
		Locations  *struct{} `json:"locations"`
		Platforms  *struct{} `json:"platforms"`
		Devices    *struct{} `json:"devices"`
		Flows      *struct{} `json:"authenticationFlows"`
	} `json:"conditions"`
	Grant *struct {
		Operator string   `json:"operator"`
		BuiltIn  []string `json:"builtInControls"`
		Terms    []string `json:"termsOfUse"`
		Custom   []string `json:"customAuthenticationFactors"`
		Strength *struct {
			Satisfied string `json:"requirementsSatisfied"`
		} `json:"authenticationStrength"`
	} `json:"grantControls"`
	Session *struct {
		Frequency *struct {
			Enabled  bool   `json:"isEnabled"`
			Interval string `json:"frequencyInterval"`
			Sort     string `json:"type"`
			Value    *int   `json:"value"`
		} `json:"signInFrequency"`
	} `json:"sessionControls"`
}

// always says whether the policy holds for every sign-in of those it is for, with
// no condition beside.
func (p *entraPolicy) always() bool {
	c := &p.Conditions
	return p.State == "enabled" && slices.Contains(c.Apps.Include, "All") && len(c.Apps.Exclude) == 0 &&
		slices.Contains(c.Clients, "all") && len(c.SignInRisk)+len(c.UserRisk) == 0 &&
		c.Locations == nil && c.Platforms == nil && c.Devices == nil && c.Flows == nil
}

// factor says whether nobody gets in by the policy without a second factor. A
// strength says of itself whether what it allows comes to that.
func (p *entraPolicy) factor() bool {
	g := p.Grant
	if g == nil {
		return false
	}
	if slices.Contains(g.BuiltIn, "block") {
		return true
	}
	factor, other := 0, len(g.Terms)+len(g.Custom)
	for _, c := range g.BuiltIn {
		if c == "mfa" {
			factor++
		} else {
			other++
		}
	}
	if g.Strength != nil {
		if g.Strength.Satisfied == "mfa" {
			factor++
		} else {
			other++
		}
	}
	return factor > 0 && (other == 0 || g.Operator == "AND")
}

// entraRequired says whether some policy refuses a user without a second factor.
// Who is in a group or holds a role policies do not say: then, and where no
// policy does, it is not known, because factors can be asked for elsewhere too.
func entraRequired(policies []entraPolicy, user string) *bool {
	for i := range policies {
		p := &policies[i]
		u := &p.Conditions.Users
		if p.always() && p.factor() && (slices.Contains(u.Include, "All") || slices.Contains(u.Include, user)) &&
			user != "" && !slices.Contains(u.Exclude, user) && !slices.Contains(u.Exclude, "GuestsOrExternalUsers") &&
			len(u.ExcludeGroups)+len(u.ExcludeRoles) == 0 && u.ExcludeGuests == nil {
			return known(true)
		}
	}
	return nil
}

// entraConditional is a rule on sessions, where the policy is one; what else
// policies ask is kept without whom they are for.
func entraConditional(x *export, p *entraPolicy, at string) error {
	f := x.s.Fields().Must("users", "people")
	if s := p.Session; p.State == "enabled" && s != nil && s.Frequency != nil && s.Frequency.Enabled {
		switch q := s.Frequency; {
		case q.Value != nil && *q.Value > 0 && *q.Value < 1e6 && (q.Sort == "hours" || q.Sort == "days"):
			minutes := 60
			if q.Sort == "days" {
				minutes *= 24
			}
			number(f, "session_minutes", *q.Value*minutes)
		case q.Interval == "everyTime":
			number(f, "session_minutes", 0)
		}
		return x.put(sessionPolicy, "policies", raw.First(p.Name, p.ID), at, f)
	}
	k := x.s.Fields().Must("id", p.ID).Must("displayName", p.Name).Must("state", p.State)
	if p.Grant != nil {
		k.Texts("builtInControls", p.Grant.BuiltIn, raw.ShortText, true).Must("operator", p.Grant.Operator)
	}
	x.s.Keep("conditionalAccessPolicy", at, k.Object())
	return nil
}
