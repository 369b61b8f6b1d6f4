# METADATA
# title: Cryptographic modules authenticate their operators as their validation asks
# description: |
#   The rule asks that sign-in to a cryptographic module meets the laws and
#   standards that apply.
#   We read that each module in use has an active certificate, and that at the
#   levels where FIPS 140 asks for authentication an operator signs in by role
#   or identity as asked. A module that was never listed is not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-07
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [authenticator-stores]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     module-identity-level:
#       description: FIPS 140 level from which they sign in by identity
#     module-role-level:
#       description: FIPS 140 level from which operators sign in by role or identity
#   supports:
#     nist-800-53: [ia-7_obj]
#   remediation: Replace each module listed by one with an active certificate, and turn its authentication on.
package policies.common.cryptography.module_sign_in

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains module.id if some module in input.modules

# METADATA
# description: one outcome per module; each thing that is wrong
# entrypoint: true
observations contains observe.pass(module.id, concat(", ", _asked)) if {
	some module in _used
	facts.kept(_known, module.id, _asked)
}

observations contains observe.fail(module.id, sprintf("not so: %s", [fact])) if {
	some module in _used
	some fact in facts.broken(_known, module.id, _asked)
}

observations contains observe.skip(module.id, "not in use") if {
	some module in input.modules
	module.in_use == false
}

_asked := ["validated", "operators sign in"]

_used contains module if {
	some module in input.modules
	module.in_use == true
}

_known contains [module.id, "validated", module.status == "active"] if {
	some module in input.modules
	module.status != "unknown"
}

_known contains [module.id, "operators sign in", true] if {
	some module in input.modules
	_rank[module.operator_authentication] >= _needed(module.level)
}

_known contains [module.id, "operators sign in", false] if {
	some module in input.modules
	_rank[module.operator_authentication] < _needed(module.level)
}

# How much a sign-in tells of the operator.
_rank := {"none": 0, "role": 1, "identity": 2}

_needed(level) := 0 if {
	is_number(level)
	level < data.assay.params["module-role-level"]
}

_needed(level) := 1 if {
	level >= data.assay.params["module-role-level"]
	level < data.assay.params["module-identity-level"]
}

_needed(level) := 2 if level >= data.assay.params["module-identity-level"]
