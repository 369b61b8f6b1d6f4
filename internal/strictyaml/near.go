package strictyaml

import (
	"cmp"
	"slices"
	"strings"
)

// Near gives up to three of the known words that word was probably meant to
// be, the nearest first; none when nothing is near. Near means at most a third
// of the letters changed, or one word the beginning of the other.
func Near(word string, known []string) []string {
	const longest = 80 // a key longer than this is no slip of the pen
	if word == "" || len(word) > longest {
		return nil
	}
	type candidate struct {
		word string
		far  int
	}
	var found []candidate
	lower := strings.ToLower(word)
	for _, k := range known {
		if len(k) > longest {
			continue
		}
		far := distance(lower, strings.ToLower(k))
		begins := len(word) >= 3 && (strings.HasPrefix(k, lower) || len(k) >= 3 && strings.HasPrefix(lower, k))
		if far*3 <= max(len(word), len(k)) || begins {
			found = append(found, candidate{k, far})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.word, b.word))
	})
	var out []string
	for _, c := range found[:min(len(found), 3)] {
		out = append(out, c.word)
	}
	return out
}

// distance is the number of letters to insert, remove, change, or swap with
// their neighbour to make a into b (optimal string alignment).
func distance(a, b string) int {
	before, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
