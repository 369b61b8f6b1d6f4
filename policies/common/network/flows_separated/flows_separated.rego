# METADATA
# title: Flows of information that must be kept apart are
# description: |
#   The rule asks that flows of information are separated, logically or
#   physically, where the organization requires it.
#   We read how each separation that is required is made. How strong the means
#   is, and flows that nobody listed, are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-04(21)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [ac-4.21_obj-1, ac-4.21_obj-2]
#   remediation: Separate the flows listed by networks, labels or lines of their own.
package policies.common.network.flows_separated

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains separation.id if some separation in input.separations

# METADATA
# description: one outcome per separation; each thing that is wrong
# entrypoint: true
observations contains observe.pass(separation.id, concat(", ", _asked)) if {
	some separation in _used
	facts.kept(_known, separation.id, _asked)
}

observations contains observe.fail(separation.id, sprintf("not so: %s", [fact])) if {
	some separation in _used
	some fact in facts.broken(_known, separation.id, _asked)
}

observations contains observe.skip(separation.id, "does not apply now") if {
	some separation in input.separations
	separation.applies == false
}

_asked := ["separated"]

_used contains separation if {
	some separation in input.separations
	separation.applies == true
}

_known contains [separation.id, "separated", separation.method in {"logical", "physical"}] if {
	some separation in input.separations
	separation.method != "unknown"
}
