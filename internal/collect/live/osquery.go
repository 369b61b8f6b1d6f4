package live

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

type word = strictyaml.At[string]

// collectOsquery asks osquery, query by query, and puts the rows one list after
// another into one capture: what is known of a host may take several tables. Rows
// are known by their columns; the record has the queries.
func collectOsquery(ctx context.Context, r *run) []Capture {
	c := r.capture("results", r.Brings(), func(c *Capture) ([]byte, error) {
		red := newRedactor(r.Redact, r.vault)
		var out []byte
		for _, name := range slices.Sorted(maps.Keys(r.Queries)) {
			data, err := r.program(ctx, c, osqueryArgs(&r.Collector, name))
			if err != nil {
				return nil, err
			}
			if !jsontext.Value(data).IsValid(redact.Lenient) || !isList(data) {
				return nil, failure(evidence.NotUnderstood, "see that run: names osqueryi", "osquery gives no rows in JSON to query %s", name)
			}
			if data, err = red.apply(bytes.TrimSpace(data), true); err != nil {
				return nil, err
			}
			out = append(append(out, data...), '\n')
		}
		c.Redacted = red.removed()
		return out, nil
	})
	if c.Format == "" {
		c.Format = "osquery"
	}
	return []Capture{c}
}

func isList(data []byte) bool {
	_, _, ok := list(data)
	return ok
}

func osqueryArgs(c *config.Collector, query string) []string {
	args := words(c.Run)
	if len(args) == 0 {
		args = []string{"osqueryi"}
	}
	return append(args, "--json", c.Queries[query].Value)
}

func planOsquery(c *config.Collector) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.Queries)) {
		out = append(out, "run "+spoken(osqueryArgs(c, name)))
	}
	return out
}
