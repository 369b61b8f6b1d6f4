package shape

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Maker makes documents from a schema by chance: the same seed, the same
// documents. It is for tests, here and of packages that change documents.
type Maker struct{ *rand.Rand }

// Document makes one that keeps the schema, of any of its models, as values of
// encoding/json.
func (r Maker) Document(s *Schema) (map[string]any, error) {
	model := s.Models()[r.IntN(len(s.models))]
	root, err := s.root(model)
	if err != nil {
		return nil, err
	}
	doc := map[string]any{model: r.make(root.child(model), 1)}
	if root.child("$schema") != nil && r.IntN(4) == 0 {
		doc["$schema"] = "https://example.org/schema.json"
	}
	return doc, nil
}

func (r Maker) make(n *node, depth int) any {
	kind := n.kinds
	if kind&object != 0 && kind != object {
		kind = []kinds{object, array}[r.IntN(2)]
	}
	switch {
	case kind == object:
		return r.object(n.fields, depth)
	case kind == array:
		out := []any{}
		for range 1 + r.IntN(2) {
			out = append(out, r.make(n.items, depth+1))
		}
		return out
	case kind == text:
		return r.text(n)
	case kind == boolean:
		return r.IntN(2) == 0
	case kind == integer:
		return 1 + r.IntN(9)
	}
	return float64(r.IntN(8)) / 4
}

func (r Maker) object(f *fields, depth int) any {
	out := map[string]any{}
	allowed, required := ^uint64(0), f.required
	if len(f.branches) > 0 {
		b := f.branches[r.IntN(len(f.branches))]
		allowed, required = b.allowed, required|b.required
	}
	for i, name := range f.names {
		if bit := uint64(1) << i; required&bit != 0 || allowed&bit != 0 && r.IntN(3+depth*depth) == 0 {
			out[name] = r.make(f.nodes[i], depth+1)
		}
	}
	return out
}

// text gives a sample that keeps every rule of n.
func (r Maker) text(n *node) string {
	if n.enum != nil {
		return n.enum[r.IntN(len(n.enum))]
	}
	samples := slices.DeleteFunc(slices.Clone(texts()), func(s string) bool {
		return slices.ContainsFunc(n.rules, func(rule rule) bool { return !rule.holds([]byte(s)) })
	})
	return samples[r.IntN(len(samples))]
}

// texts are values of every form the schemas know, whole and broken.
func texts() []string {
	return []string{
		"", " ", "a", "a b", " a", "a ", "a\nb", "a\tb", "\u00a0a", "\va", "é", "_a", "a-1.b_c", "1a", "-a", "a:b", "3.1.1", "AC.L2-3.1.1", "164.312(a)", "٣a", "a٣", "Ⅳ",
		"d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "D6AD3C6E-7C8A-5B3C-AD0E-0A1B2C3D4E5F", "d6ad3c6e-7c8a-7b3c-9d0e-0a1b2c3d4e5f", "d6ad3c6e-7c8a-4b3c-cd0e-0a1b2c3d4e5f", "d6ad3c6e7c8a4b3c9d0e0a1b2c3d4e5f",
		"https://example.org/a?b#c", "http:", "a:b c", "ab:c", "http://[::1]/", "http://[::1", "urn:a:b", "https://exa mple.org", "https://example.org/%zz", "a\\b", "#d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "../a/b.json", "a%20b", "%", "//host/x", "x/y z", "mailto:a@b",
		"2026-11-20T00:00:00Z", "2026-11-20T00:00:00", "2026-11-20t00:00:00z", "2026-11-20T00:00:00.5Z", "2026-11-20T00:00:00.50Z", "2026-11-20T00:00:00.Z", "2026-11-20T24:00:00Z", "2026-11-20T23:59:60Z",
		"2026-02-30T00:00:00Z", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "1904-02-29T00:00:00Z", "1900-01-01T00:00:00Z", "1899-01-01T00:00:00Z", "3000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2100-02-28T00:00:00Z", "2000-02-29T01:02:03Z",
		"2026-11-20T00:00:00+05:30", "2026-11-20T00:00:00+05:31", "2026-11-20T00:00:00-12:00", "2026-11-20T00:00:00-13:00", "2026-11-20T00:00:00+14:00", "2026-11-20T00:00:00+12:45", "2026-11-20T00:00:00-09:30", "2026-11-20T00:00:00+0530", "2026-11-20T00:00:00-00:00",
		"2026-11-20", "2026-11-20Z", "2026-11-20+05:30", "2026-11-20+05:31", "2026-13-01", "20261120", "2026-04-31", "2024-02-29",
		"a@b.example", "a@b", "@b", "a@", "a.b+c@example.org", "a..b@example.org", ".a@example.org", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@[127.0.0]", "a@-b", `"a b"@example.org`, "a@b c", "a@b@c.d",
		"YWJj", "YQ==", "YQ=", "YQ===", "Y Q", "====", "A-_",
		"yes", "no", "party", "satisfied", "not-satisfied", "objective-id", "SHA-256", "TCP", "person", "one", "days",
		strings.Repeat("a", 300) + "@example.org", strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 64) + ".example",
	}
}
