package validate

// Rule is one thing that is asked of a document.
type Rule struct {
	ID   string
	Says string // what holds in a document that keeps it
	// check adds what breaks the rule and the survey did not see in passing; nil
	// for rules that need files and are kept by Local.
	check func(*graph, *report)
}

// Rules lists every reference rule in the order of their numbers, then those of
// NIST's own indexes, then those about files. This is the one place that ties
// an id to its check.
//
// The first thirteen are what no index of NIST covers for assessment results
// and POA&Ms; OSCAL 1.2.2, metaschemas assessment-common, assessment-results
// and poam, has no index-has-key there.
func Rules() []Rule {
	return []Rule{
		{"ref-unique-uuid", "every uuid in a document is unique", (*graph).uniqueUUIDs},
		{"ref-observation", "related observations are in the same result or POA&M", uses("ref-observation")},
		{"ref-risk", "related risks and findings are in the same result or POA&M", uses("ref-risk")},
		{"ref-actor", "an actor is a component, platform or party that the document or its import defines", uses("ref-actor")},
		{"ref-subject", "a subject is an object that the document or its import defines", uses("ref-subject")},
		{"ref-task", "a related task is one of the plan or of the result's local definitions", uses("ref-task")},
		{"ref-resource", "a #uuid names a back-matter resource of the same file", uses("ref-resource")},
		{"ref-response", "a risk-log entry relates responses of its own risk, and their tasks", inPassing},
		{"ref-reviewed", "reviewed controls exist, findings lie inside them, one finding per target", (*graph).reviewed},
		{"ref-time", "start before end, collected between them, expiry and deadline after collection", (*graph).times},
		{"ref-risk-used", "a finding not satisfied has a risk, and every risk is used", (*graph).risksUsed},
		{"ref-risk-closed", "a closed risk ends its log with status-change closed", inPassing},
		{"ref-hash", "a local file has the hash its rlink says", nil},

		{"ref-party", "a party-uuid names a party of the metadata", uses("ref-party")},
		{"ref-role", "a role-id names a role of the metadata", uses("ref-role")},
		{"ref-location", "a location-uuid names a location of the metadata", uses("ref-location")},
		{"ref-component", "a component-uuid names a component that the document or its import defines", uses("ref-component")},

		{"local-missing", "a local file that a document names exists", nil},
		{"local-bare", "a built-in document is named with its scheme", nil},
		{"local-escape", "a document names no file outside the root", nil},
		{"local-remote", "a source outside the root is not opened", nil},
		{"local-cycle", "imports do not lead back to where they began", nil},
		{"local-unknown-control", "a control that is claimed, selected or altered exists in its source", nil},
		{"local-empty-selection", "a selection selects at least one control", nil},
	}
}

// inPassing is the check of a rule that the survey sees whole in passing.
func inPassing(*graph, *report) {}

// uses is the check of a rule that is all about uuids and ids leading
// somewhere; the survey collects them in one walk for all these rules.
func uses(rule string) func(*graph, *report) {
	return func(g *graph, r *report) { g.resolve(rule, r) }
}

// schemaRules are the keywords of JSON Schema that OSCAL's schemas use, and what
// keeps a text from being judged by them. A finding has the keyword behind
// "schema-".
func schemaRules() []Rule {
	return []Rule{
		{"read", "the document and those it names can be read", nil},
		{"schema-type", "a value has the JSON type its field asks for", nil},
		{"schema-unknown", "an object has no field that OSCAL does not know there", nil},
		{"schema-xml", "in XML, elements and attributes are those of OSCAL, once and in its order, and values are of their types", nil},
		{"schema-duplicate", "an object has no field twice", nil},
		{"schema-required", "an object has the fields it must have", nil},
		{"schema-anyOf", "an object has one of the sets of fields that may stand there", nil},
		{"schema-minItems", "a list has at least one item", nil},
		{"schema-enum", "a value is one of a closed list", nil},
		{"schema-pattern", "a text has the form of its type: uuid, token, string, uri, date", nil},
		{"schema-format", "a text is the URI or the e-mail address it is said to be", nil},
		{"schema-date-time", "a time is a date-time with zone", nil},
		{"schema-minimum", "a number is not below the least it may be", nil},
	}
}
