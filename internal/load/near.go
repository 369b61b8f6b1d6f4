package load

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Near gives up to three of ids that id was probably meant to be, the nearest
// first: those spelt almost alike, else some of the same family (the longest
// common beginning up to a separator). Ids must be sorted.
func Near(id string, ids []string) []string {
	if near := strictyaml.Near(id, ids); len(near) > 0 {
		return near
	}
	for end := len(id); end > 1; {
		end = strings.LastIndexAny(id[:end], "-._()[]")
		if end < 1 {
			break
		}
		from, _ := slices.BinarySearch(ids, id[:end])
		to := from
		for to < len(ids) && to < from+3 && strings.HasPrefix(ids[to], id[:end]) {
			to++
		}
		if to > from {
			return slices.Clone(ids[from:to])
		}
	}
	return nil
}

// instead is the remedy for an unknown id.
func instead(id string, ids []string) string {
	if near := Near(id, ids); len(near) > 0 {
		return "did you mean " + strings.Join(near, ", ") + "?"
	}
	switch {
	case len(ids) == 0:
		return "there is none to choose from"
	case len(ids) <= 12:
		return "use one of " + strings.Join(ids, ", ")
	}
	return "use one of the " + strconv.Itoa(len(ids)) + " there are, such as " + strings.Join(ids[:3], ", ")
}
