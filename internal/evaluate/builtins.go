package evaluate

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// allowedBuiltins names every built-in function a policy may call. All of them
// give the same answer for the same arguments on every machine, and none
// reaches outside the process. Those whose cost or result can outgrow their
// arguments are wrapped by guards.
//
// A test compares this list and refusedBuiltins with what OPA offers: a new
// version of OPA cannot add a function that nobody has judged.
func allowedBuiltins() []string {
	return []string{
		// Comparison, membership, assignment.
		"assign", "eq", "equal", "neq", "lt", "lte", "gt", "gte",
		"internal.member_2", "internal.member_3",
		// Numbers.
		"abs", "ceil", "div", "floor", "minus", "mul", "plus", "rem", "round",
		"numbers.range", "numbers.range_step", "to_number", "format_int",
		"bits.and", "bits.lsh", "bits.negate", "bits.or", "bits.rsh", "bits.xor",
		"units.parse", "units.parse_bytes",
		// Aggregates and collections.
		"all", "any", "count", "max", "min", "product", "sort", "sum",
		"and", "or", "intersection", "union", "set_diff",
		"array.concat", "array.flatten", "array.reverse", "array.slice",
		"object.filter", "object.get", "object.keys", "object.remove", "object.subset",
		"object.union", "object.union_n",
		"json.filter", "json.patch", "json.remove", "walk", "graph.reachable",
		// Types.
		"cast_array", "cast_boolean", "cast_null", "cast_object", "cast_set", "cast_string",
		"is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set", "is_string",
		"type_name",
		// Text.
		"concat", "contains", "endswith", "indexof", "indexof_n", "lower", "replace", "split",
		"sprintf", "startswith", "strings.any_prefix_match", "strings.any_suffix_match",
		"strings.count", "strings.replace_n", "strings.reverse", "strings.split_n", "substring",
		"trim", "trim_left", "trim_prefix", "trim_right", "trim_space", "trim_suffix", "upper",
		"internal.template_string",
		"glob.match", "glob.quote_meta",
		"re_match", "regex.find_all_string_submatch_n", "regex.find_n", "regex.is_valid",
		"regex.match", "regex.replace", "regex.split", "regex.template_match",
		"semver.compare", "semver.is_valid", "uri.is_valid", "uri.parse", "uuid.parse",
		// Encodings.
		"base64.decode", "base64.encode", "base64.is_valid",
		"base64url.decode", "base64url.encode", "base64url.encode_no_pad",
		"hex.decode", "hex.encode",
		"json.is_valid", "json.marshal", "json.marshal_with_options", "json.unmarshal",
		"urlquery.decode", "urlquery.decode_object", "urlquery.encode", "urlquery.encode_object",
		"yaml.is_valid", "yaml.marshal", "yaml.unmarshal",
		// Digests and certificates, parsed only.
		"crypto.hmac.equal", "crypto.hmac.md5", "crypto.hmac.sha1", "crypto.hmac.sha256",
		"crypto.hmac.sha512", "crypto.md5", "crypto.sha1", "crypto.sha256",
		"crypto.x509.parse_certificate_request", "crypto.x509.parse_certificates",
		"io.jwt.decode", "io.jwt.verify_hs256", "io.jwt.verify_hs384", "io.jwt.verify_hs512",
		// Networks as numbers.
		"net.cidr_contains", "net.cidr_contains_matches", "net.cidr_expand",
		"net.cidr_intersects", "net.cidr_is_valid", "net.cidr_merge", "net.cidr_overlap",
		// Calendar arithmetic over given times.
		"time.add_date", "time.clock", "time.date", "time.diff", "time.format",
		"time.parse_duration_ns", "time.parse_ns", "time.parse_rfc3339_ns", "time.weekday",
		// What a policy may say about itself.
		"rego.metadata.chain", "rego.metadata.rule",
	}
}

// refusedBuiltins gives, for every other built-in of OPA, why it is refused.
func refusedBuiltins() map[string]string {
	const (
		network = "uses the network"
		secret  = "handles private keys, which do not belong into evidence"
		asym    = "verifies with keys of any size, so that its cost has no bound"
		output  = "writes outside the result"
		graphql = "has a parser whose cost has no bound"
	)
	return map[string]string{
		"http.send":          network,
		"net.lookup_ip_addr": network,
		"opa.runtime":        "reads the environment",
		"time.now_ns":        "reads the clock; declare needs: [now] and use data.assay.now",
		"rand.intn":          "is random",
		"uuid.rfc4122":       "is random",
		"print":              output,
		"internal.print":     output,
		"trace":              output,
		"internal.test_case": "belongs to tests",

		"json.match_schema":  "can fetch schemas from the network; evidence is checked against its kind's schema already",
		"json.verify_schema": "can fetch schemas from the network",

		"crypto.x509.parse_and_verify_certificates":              "compares with the clock and the machine's own trust store",
		"crypto.x509.parse_and_verify_certificates_with_options": "compares with the machine's own trust store",
		"crypto.x509.parse_keypair":                              secret,
		"crypto.x509.parse_rsa_private_key":                      secret,
		"crypto.parse_private_keys":                              secret,
		"providers.aws.sign_req":                                 secret,
		"io.jwt.encode_sign":                                     secret,
		"io.jwt.encode_sign_raw":                                 secret,
		"io.jwt.decode_verify":                                   "compares with the clock",
		"io.jwt.verify_eddsa":                                    asym,
		"io.jwt.verify_es256":                                    asym,
		"io.jwt.verify_es384":                                    asym,
		"io.jwt.verify_es512":                                    asym,
		"io.jwt.verify_ps256":                                    asym,
		"io.jwt.verify_ps384":                                    asym,
		"io.jwt.verify_ps512":                                    asym,
		"io.jwt.verify_rs256":                                    asym,
		"io.jwt.verify_rs384":                                    asym,
		"io.jwt.verify_rs512":                                    asym,

		"graph.reachable_paths":    "lists every path, of which there are exponentially many",
		"regex.globs_match":        "intersects patterns, whose cost has no bound",
		"strings.render_template":  "runs a template language with loops of its own",
		"rego.parse_module":        "parses policies inside policies",
		"graphql.is_valid":         graphql,
		"graphql.parse":            graphql,
		"graphql.parse_and_verify": graphql,
		"graphql.parse_query":      graphql,
		"graphql.parse_schema":     graphql,
		"graphql.schema_is_valid":  graphql,
	}
}

// conftestBuiltins are functions that conftest adds to OPA. A policy that calls
// one would only say "undefined function"; it is told the truth instead.
func conftestBuiltins() []string {
	return []string{"parse_config", "parse_config_file", "parse_combined_config_files", "file.exists"}
}

// capabilities is what the compiler knows of: the allowed built-ins and the
// language, and no host.
func capabilities(more ...string) *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	allowed := map[string]bool{}
	for _, name := range slices.Concat(allowedBuiltins(), more) {
		allowed[name] = true
	}
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool { return !allowed[b.Name] })
	c.AllowNet = []string{}
	return c
}
