package testkit

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
)

// Mutate returns a copy of a JSON value, as encoding/json gives it, with one to
// three random changes: keys dropped or added, values replaced by others of the
// same or another type, elements repeated. words are strings to choose from,
// besides a stock of awkward ones.
func Mutate(r *rand.Rand, v any, words []string) any {
	v = deepCopy(v)
	for range 1 + r.IntN(3) {
		v = mutateOnce(r, v, words)
	}
	return v
}

func mutateOnce(r *rand.Rand, v any, words []string) any {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		switch n := r.IntN(10); {
		case len(keys) == 0 || n == 0:
			v[pick(r, words)] = Scalar(r, words)
		case n == 1:
			delete(v, keys[r.IntN(len(keys))])
		case n == 2:
			return Scalar(r, words)
		default:
			k := keys[r.IntN(len(keys))]
			v[k] = mutateOnce(r, v[k], words)
		}
		return v
	case []any:
		switch n := r.IntN(10); {
		case len(v) == 0 || n == 0:
			return append(v, Scalar(r, words))
		case n == 1:
			return slices.Delete(v, 0, 1)
		case n == 2:
			return append(v, deepCopy(v[r.IntN(len(v))]))
		case n == 3:
			return Scalar(r, words)
		default:
			i := r.IntN(len(v))
			v[i] = mutateOnce(r, v[i], words)
		}
		return v
	}
	return Scalar(r, words)
}

// Scalar is a random value without much in it, awkward ones among them.
func Scalar(r *rand.Rand, words []string) any {
	switch r.IntN(8) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2, 3:
		numbers := []string{
			"0", "-0", "1", "-1", "2", "3", "10", "64", "65535", "1.0", "1.5", "-2.50", "1e2", "1e-2", "100e-2", "12345678901234567890", "0.0",
		}
		return json.Number(numbers[r.IntN(len(numbers))])
	case 4:
		return map[string]any{}
	case 5:
		return []any{}
	}
	return pick(r, words)
}

func pick(r *rand.Rand, words []string) string {
	stock := []string{
		"", "a", "é", "0", "2026-11-20", "2026-02-30", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00.5+05:30", "2026-11-20T10:00:00",
		"2026-11-20t10:00:00z", "2026-11-20T24:00:00Z", "127.0.0.1", "127.0.0.256", "::1", "fe80::1%eth0", "https://example.org/a?b#c",
		"/relative", "not a uri", "urn:x:y", "970b714e-7429-4536-b69a-7962da87de85", "970b714e74294536b69a7962da87de85",
		"a@example.org", "example.org", "-bad-.example", "high", "critical",
	}
	i := r.IntN(len(stock) + len(words))
	if i < len(words) {
		return words[i]
	}
	return stock[i-len(words)]
}

func deepCopy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for k, e := range v {
			c[k] = deepCopy(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = deepCopy(e)
		}
		return c
	}
	return v
}
