# METADATA
# title: Exceptions at the boundary are looked at again
# description: |
#   The rule asks that exceptions to the traffic flow policy are reviewed in a
#   defined rhythm.
#   We read when each rule that allows traffic at a boundary to the outside was
#   last looked at. A look that was too old at the collection fails; one that
#   has become too old since leaves the boundary undecided. Whether rules no
#   longer needed were removed is not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-07(04)e.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: low
#   params:
#     max-rule-review-days:
#       description: days between looks at an exception
#       controls: [sc-07.04_odp]
#   needs: [now]
#   supports:
#     nist-800-53: [sc-7.4_obj.e-1]
#   remediation: Look at each rule listed again; record the day, or remove the rule.
package policies.common.network.exceptions_reviewed

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "every exception was looked at lately") if {
	some boundary in _outer
	every rule in boundary.rules {
		rule in _fresh
	}
}

observations contains observe.fail(boundary.id, sprintf("rule %s was never looked at again", [rule.id])) if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "allow"
	is_null(rule.reviewed_on)
}

observations contains observe.fail(boundary.id, sprintf("rule %s: %d days before the export", [rule.id, age])) if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "allow"
	age := seen.days_then(rule.reviewed_on)
	age > data.assay.params["max-rule-review-days"]
}

observations contains observe.skip(boundary.id, "separates internal networks") if {
	some boundary in input.boundaries
	boundary.side == "internal"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}

_outer contains boundary if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
}

# Rules that refuse, and exceptions that were looked at lately.
_fresh contains rule if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "deny"
}

_fresh contains rule if {
	some boundary in _outer
	some rule in boundary.rules
	seen.days(rule.reviewed_on, data.assay.now) <= data.assay.params["max-rule-review-days"]
}
