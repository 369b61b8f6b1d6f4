package gate

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// counts remembers how many subjects some observations have, by what they are of:
// frameworks share observations, and subjects are read from a spool.
type counts map[string]int

// subjects counts the subjects of observations, each once: several runs of a
// check, several checks and several pieces of evidence may speak of the same.
// What cannot be read to its end counts as what its observation says of itself.
func (c counts) subjects(seen []*assessment.Observation) int {
	byComponent := map[string][]*assessment.Observation{}
	for _, o := range seen {
		byComponent[o.Component] = append(byComponent[o.Component], o)
	}
	n := 0
	for component, group := range byComponent {
		key := component
		for _, o := range group {
			key = strings.Join([]string{key, o.Run.Check, o.Run.Params, o.Outcome.String(), string(o.Reason), o.EvidenceSet, strconv.Itoa(o.Count)}, "\x00")
		}
		if _, known := c[key]; !known {
			c[key] = distinct(group)
		}
		n += c[key]
	}
	return n
}

// distinct merges the subjects of one component's observations, which come
// sorted by asset and id; none of them is held whole.
func distinct(group []*assessment.Observation) int {
	var open []*reading
	n, least := 0, 0
	for _, o := range group {
		each := o.Each()
		if len(o.Sample) == o.Count {
			each = sampled(o.Sample)
		} else if o.Subjects == nil {
			least = max(least, o.Count)
		}
		next, stop := iter.Pull2(each)
		defer stop()
		open = append(open, &reading{next: next, count: o.Count})
	}
	step := func(r *reading) bool {
		s, err, ok := r.next()
		if err != nil {
			least = max(least, r.count)
		}
		r.asset, r.id = s.Asset, s.ID
		return err != nil || !ok
	}
	open = slices.DeleteFunc(open, step)
	for len(open) > 0 {
		first := slices.MinFunc(open, (*reading).compare)
		asset, id := first.asset, first.id
		n++
		open = slices.DeleteFunc(open, func(r *reading) bool {
			for r.asset == asset && r.id == id {
				if step(r) {
					return true
				}
			}
			return false
		})
	}
	return max(n, least)
}

// reading is one observation being read.
type reading struct {
	next         func() (assessment.Subject, error, bool)
	count        int
	asset, id    string
	begun, ended bool // of one that is read as far as it is asked for
}

func (r *reading) compare(o *reading) int {
	return cmp.Or(strings.Compare(r.asset, o.asset), strings.Compare(r.id, o.id))
}

func sampled(list []assessment.Subject) iter.Seq2[assessment.Subject, error] {
	return assessment.Observation{Sample: list}.Each()
}
