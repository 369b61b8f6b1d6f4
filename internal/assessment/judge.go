package assessment

import (
	"iter"
	"slices"
	"strings"
	"time"
)

// Counts is the outcome an observation has in judgement. Evidence of wrong or
// unknown age, or of another target, says nothing either way; any other reason
// takes a pass or a skip away but leaves a fail standing.
//
// Source: DESIGN 7.2, "Stale evidence that shows a fail is undecided".
func (o Observation) Counts() Outcome {
	switch o.Reason {
	case "", ReasonUnknownAsset, ReasonNotApplicable:
		return o.Outcome
	case ReasonStale, ReasonFuture, ReasonUnknownAge, ReasonWrongTarget, ReasonUnsigned, ReasonForged, ReasonExpired, ReasonIncomplete, ReasonContradiction:
		return Undecided
	}
	if o.Outcome == Fail {
		return Fail
	}
	return Undecided
}

// Each yields the observation's subjects in order: from its spool or, where it
// has none, its sample.
func (o Observation) Each() iter.Seq2[Subject, error] {
	if o.Subjects != nil {
		return o.Subjects
	}
	return func(yield func(Subject, error) bool) {
		for _, s := range o.Sample {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// Expects says whether c should have evidence of this component: for a check
// that reads one payload at a time when any of its kinds is declared there, for
// one that joins kinds when all of them are. A check that has none although it
// is expected is undecided there; otherwise it is not assessed there.
func (d Declared) Expects(c *Check, component string) bool {
	if len(c.Kinds) == 0 {
		return false
	}
	declared := func(kind string) bool { return d.Has(kind, component) }
	if c.SystemScope {
		return !slices.ContainsFunc(c.Kinds, func(k string) bool { return !declared(k) })
	}
	return slices.ContainsFunc(c.Kinds, declared)
}

// Inventory is what an inventory independent of the evidence lists for one
// component. It is there only when that inventory is fresh and readable.
type Inventory struct {
	Collected time.Time
	// Planned says that only a system security plan lists the assets. Such a list
	// has no date, so that it retires none, and stands for no inventory that a
	// source declares.
	Planned bool
	Assets  []string // sorted, each once
}

// Lists says whether an item of the inventory stands for asset.
func (i Inventory) Lists(asset string) bool { return FindAsset(i.Assets, asset) >= 0 }

// FindAsset is the index in a sorted inventory of the item that stands for
// asset, -1 for none: the item of the same name. For an image reference with a
// digest that is also the item that names the image by its digest, or by its tag,
// alone; and for one with either, the item that names it without both, which
// stands for every version of it. No item stands for another tag or digest than
// its own.
func FindAsset(items []string, asset string) int {
	if i, ok := slices.BinarySearch(items, asset); ok {
		return i
	}
	for _, name := range otherNames(asset) {
		if i, ok := slices.BinarySearch(items, name); ok {
			return i
		}
	}
	return -1
}

// endpoint says whether what reads as a repository and its tag is a host and its
// port, or a URL: another port is another thing, and no version of the host.
func endpoint(repository, tag string) bool {
	host := strings.Contains(repository, "://") || !strings.Contains(repository, "/") && strings.ContainsAny(repository, ".:[")
	return host && strings.Trim(tag, "0123456789") == ""
}

// otherNames lists the names, beside its own, under which an inventory may have
// an image, the most exact first; none where asset is no reference to a version.
func otherNames(asset string) []string {
	name, digest, pinned := strings.Cut(asset, "@")
	repository, tag := name, ""
	if i := strings.LastIndexByte(name, ':'); i > 0 && !strings.Contains(name[i:], "/") {
		repository, tag = name[:i], name[i+1:]
	}
	switch {
	case pinned && !strings.Contains(digest, ":"), repository != name && tag == "", endpoint(repository, tag):
		return nil
	case pinned && tag != "":
		return []string{repository + "@" + digest, name, repository}
	case pinned || tag != "":
		return []string{repository}
	}
	return nil
}

// Need is one way to have a target assessed: sources for all these kinds, each
// for those of the components that its checks look at.
type Need struct {
	Kinds      []string // sorted
	Components []string // sorted
}
