package assessment

import (
	"bytes"
	"crypto/sha256"
	"path"
	"slices"
	"time"
)

// Sample is the plan by which part of a component's assets is examined in the place
// of all, read from sampling/*.yaml.
type Sample struct {
	ID         string
	Component  string
	Kinds      []string // evidence kinds it is for, sorted; none: all
	Population int      // assets that the inventory lists, when the plan was made
	Size       int      // assets drawn, where there are no strata
	Strata     []Stratum
	Seed       string
	Reason     string
	Approver   Party
	Approved   time.Time // midnight UTC
	Until      time.Time // the last day it counts; inclusive
	// Lacks are what is missing or wrong about it; any leaves everything expected.
	Lacks  []string
	Source Source
}

// Stratum is a part of the population that is sampled by itself.
type Stratum struct {
	Name  string
	Match string // a pattern of asset names, as path.Match reads it
	Size  int
}

// Covers says whether the plan is for all these kinds of evidence.
func (s *Sample) Covers(kinds []string) bool {
	return len(s.Kinds) == 0 || !slices.ContainsFunc(kinds, func(k string) bool { return !slices.Contains(s.Kinds, k) })
}

// Draw gives the indexes of the assets to examine, ascending. Anyone can draw again:
// of each stratum it takes those whose SHA-256 of seed, a zero byte and name is the
// least. An asset of no stratum is always examined; one of several counts for the
// first. Without strata all assets are one.
func (s *Sample) Draw(assets []string) []int {
	strata := s.Strata
	if len(strata) == 0 {
		strata = []Stratum{{Match: "", Size: s.Size}}
	}
	type lot struct {
		at  int
		sum [sha256.Size]byte
	}
	lots := make([][]lot, len(strata))
	var out []int
	for i, asset := range assets {
		k := slices.IndexFunc(strata, func(st Stratum) bool { return st.takes(asset) })
		if k < 0 {
			out = append(out, i)
			continue
		}
		lots[k] = append(lots[k], lot{i, sha256.Sum256([]byte(s.Seed + "\x00" + asset))})
	}
	for k, all := range lots {
		slices.SortFunc(all, func(a, b lot) int { return bytes.Compare(a.sum[:], b.sum[:]) })
		for _, l := range all[:min(strata[k].Size, len(all))] {
			out = append(out, l.at)
		}
	}
	slices.Sort(out)
	return out
}

// takes says whether an asset is of the stratum; one without a pattern takes all.
func (s Stratum) takes(asset string) bool {
	if s.Match == "" {
		return true
	}
	ok, err := path.Match(s.Match, asset)
	return ok && err == nil
}
