package assessment

import (
	"fmt"
	"slices"
	"testing"
)

func TestDraw(t *testing.T) {
	var assets []string
	for i := range 40 {
		assets = append(assets, fmt.Sprintf("%s-%02d", []string{"db", "web"}[i%2], i))
	}
	slices.Sort(assets)
	names := func(s Sample) (out []string) {
		for _, i := range s.Draw(assets) {
			out = append(out, assets[i])
		}
		return out
	}
	plain := Sample{Size: 5, Seed: "2026-Q4"}
	if got := names(plain); len(got) != 5 || !slices.IsSorted(got) {
		t.Errorf("%v", got)
	}
	if again, other := names(plain), names(Sample{Size: 5, Seed: "2027-Q1"}); slices.Equal(again, other) || !slices.Equal(again, names(plain)) {
		t.Error("the seed, and nothing else, says what is drawn")
	}
	if got := names(Sample{Size: 99, Seed: "s"}); len(got) != len(assets) {
		t.Errorf("a sample larger than the population is all of it: %d", len(got))
	}
	// Of each stratum so many, and whatever is in none.
	got := names(Sample{Seed: "s", Strata: []Stratum{{Match: "db-[0-2]*", Size: 2}, {Match: "web-*", Size: 3}}})
	count := map[string]int{}
	for _, name := range got {
		switch {
		case name >= "db-30" && name < "web":
			count["none"]++
		default:
			count[name[:2]]++
		}
	}
	if count["db"] != 2 || count["we"] != 3 || count["none"] != 5 {
		t.Errorf("%v: %v", count, got)
	}
	// An asset that comes or goes changes the draw of its stratum only where it must.
	less := slices.DeleteFunc(slices.Clone(assets), func(a string) bool { return a == got[0] })
	if n := len((&Sample{Seed: "2026-Q4", Size: 5}).Draw(less)); n != 5 {
		t.Errorf("drew %d", n)
	}
}

func TestSampleCovers(t *testing.T) {
	all, some := Sample{}, Sample{Kinds: []string{"host-config"}}
	if !all.Covers([]string{"a", "b"}) || !some.Covers([]string{"host-config"}) || some.Covers([]string{"host-config", "vulnerabilities"}) {
		t.Error("a plan is for the kinds it names, or all")
	}
}
