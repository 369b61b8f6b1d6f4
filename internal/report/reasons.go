package report

import (
	"cmp"
	"slices"
	"strings"
)

// worst picks n reasons, the same weakness under several frameworks told once,
// and each of another check first, so that one loud check does not fill the
// screen.
func worst(reasons []Reason, n int) []Reason {
	var out, again []Reason
	seen := map[string]bool{}
	for _, r := range joined(reasons) {
		if r.Check != "" && seen[r.Check] {
			again = append(again, r)
			continue
		}
		seen[r.Check] = true
		out = append(out, r)
	}
	out = append(out, again...)
	return out[:min(n, len(out))]
}

// joined puts reasons together that say the same of the same subject under
// several frameworks; the controls of each follow one another.
func joined(reasons []Reason) []Reason {
	var out []Reason
	at := map[[4]string]int{}
	for _, r := range reasons {
		key := [4]string{r.Kind, cmp.Or(r.Check, r.ID), r.Component + "/" + r.Subject, r.Why}
		i, ok := at[key]
		if !ok || strings.Contains(out[i].Framework, r.Framework) || r.Check == "" && r.Component == "" {
			at[key] = len(out)
			out = append(out, r)
			continue
		}
		out[i].Framework += ", " + r.Framework
		out[i].Controls = slices.Concat(out[i].Controls[:min(1, len(out[i].Controls))], r.Controls[:min(1, len(r.Controls))], out[i].Controls[min(1, len(out[i].Controls)):], r.Controls[min(1, len(r.Controls)):])
		out[i].Subjects = max(out[i].Subjects, r.Subjects)
	}
	return out
}
