# METADATA
# title: What can be done without signing in is approved and explained
# description: |
#   The rule asks that actions possible without identification are identified,
#   and documented with their reason in the security plan.
#   We read, as far as it is asked for, who approved each such function, where
#   the plan names it and which reason it gives. Whether the reason is good, and
#   functions that nobody listed, are not seen: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-14
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: EXAMINE
#   severity: moderate
#   params:
#     anonymous-terms:
#       description: "what such a function must have: approved, planned, reason"
#   remediation: Ask for sign-in at each function listed, or approve it and explain it in the plan.
package policies.common.access.without_sign_in

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains function.id if some function in input.functions

# METADATA
# description: one outcome per function; each thing that is wrong
# entrypoint: true
observations contains observe.pass(function.id, concat(", ", _asked)) if {
	some function in _used
	facts.kept(_known, function.id, _asked)
}

observations contains observe.fail(function.id, sprintf("not so: %s", [fact])) if {
	some function in _used
	some fact in facts.broken(_known, function.id, _asked)
}

observations contains observe.skip(function.id, "asks for identification") if {
	some function in input.functions
	function.anonymous == false
}

_asked := data.assay.params["anonymous-terms"]

_used contains function if {
	some function in input.functions
	function.anonymous == true
}

_known contains [function.id, "approved", value] if {
	some function in input.functions
	value := facts.written(function.anonymous_approved_by)
}

_known contains [function.id, "planned", value] if {
	some function in input.functions
	value := facts.written(function.plan_section)
}

_known contains [function.id, "reason", value] if {
	some function in input.functions
	value := facts.written(function.anonymous_reason)
}
