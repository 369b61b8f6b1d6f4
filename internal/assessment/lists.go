package assessment

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// List is where an item stands. Most families have one list; where the rules let only
// some weaknesses onto a plan of action, the rest is on a second one.
type List string

// The lists. The zero List is the plan of action.
const (
	OnPlan        List = ""
	OnRemediation List = "remediation" // to be remedied all the same; no plan of action in the sense of the rules
)

// Lists are both, in the order they are written.
var Lists = []List{OnPlan, OnRemediation}

// Sheet is the document of a list: its identity, and what a person added to it.
type Sheet struct {
	UUID   string
	Extra  Extra
	Source Source
}

// Of is the state as it stands in the document of one list.
func (p POAM) Of(list List) POAM {
	if !p.Split {
		if list == OnPlan {
			return p
		}
		return POAM{System: p.System, Framework: p.Framework, List: list}
	}
	out := p
	out.List, out.Items, out.Remediation = list, nil, Sheet{}
	if list == OnRemediation {
		out.UUID, out.Extra, out.Source = p.Remediation.UUID, p.Remediation.Extra, p.Remediation.Source
	}
	for _, it := range p.Items {
		if it.List == list {
			out.Items = append(out.Items, it)
		}
	}
	return out
}

// Joined is the state of both lists in one, each item marked with its list, in the
// order of SortItems.
func Joined(plan, remediation POAM) POAM {
	out := plan
	out.Split = true
	out.System, out.Framework = cmp.Or(plan.System, remediation.System), cmp.Or(plan.Framework, remediation.Framework)
	out.Remediation = Sheet{UUID: remediation.UUID, Extra: remediation.Extra, Source: remediation.Source}
	out.Items = slices.Concat(plan.Items, remediation.Items)
	for i := range out.Items {
		out.Items[i].List = OnPlan
		if i >= len(plan.Items) {
			out.Items[i].List = OnRemediation
		}
	}
	if out.Source.Path == "" {
		out.Source = remediation.Source
	}
	SortItems(out.Items)
	return out
}

// SortItems puts items in the order of their POAM-IDs: items are on two lists, and
// their order must not depend on which.
func SortItems(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(serial(a.ID), serial(b.ID)), strings.Compare(a.ID, b.ID), strings.Compare(a.UUID, b.UUID))
	})
}

// serial is the number at the end of a POAM-ID; 0 where there is none.
func serial(id string) int {
	n, err := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
	if err != nil {
		return 0
	}
	return n
}
