# METADATA
# title: Privileged functions are for privileged roles
# description: |
#   The rules ask that non-privileged users are kept from executing privileged
#   functions.
#   We read which roles can run each privileged function, and whether those
#   roles are privileged. Functions that nobody listed, and ways around roles,
#   are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-06(10)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.7[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [ac.l2-3.1.7_obj.c]
#     nist-800-53: [ac-6.10_obj]
#   remediation: Take each function listed away from ordinary roles.
package policies.common.access.privileged_functions

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

observations contains observe.skip(function.id, "not privileged") if {
	some function in input.functions
	function.privileged == false
}

_asked := ["closed to everyone", "for privileged roles"]

_used contains function if {
	some function in input.functions
	function.privileged == true
}

_known contains [function.id, "closed to everyone", function.everyone == false] if {
	some function in input.functions
	is_boolean(function.everyone)
}

_known contains [function.id, "for privileged roles", true] if {
	some function in input.functions
	every role in function.roles {
		role in _privileged
	}
}

_known contains [function.id, "for privileged roles", false] if {
	some function in input.functions
	some role in function.roles
	role in _ordinary
}

_privileged contains role.id if {
	some role in input.roles
	role.privileged == true
}

_ordinary contains role.id if {
	some role in input.roles
	role.privileged == false
}
