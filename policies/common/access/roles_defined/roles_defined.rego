# METADATA
# title: What each role permits is defined and approved
# description: |
#   The rules ask that the transactions and functions that users may execute are
#   defined.
#   We read that each role in use names its functions, and was approved before
#   it took effect. Whether these are the right ones, and rights outside roles,
#   are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.1.2[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.2_obj.a, ac.l1-b.1.ii_obj.3.1.2.a]
#   remediation: Write down what each role listed permits and have it approved.
package policies.common.access.roles_defined

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains role.id if some role in input.roles

# METADATA
# description: one outcome per role; each thing that is wrong
# entrypoint: true
observations contains observe.pass(role.id, concat(", ", _asked)) if {
	some role in _used
	facts.kept(_known, role.id, _asked)
}

observations contains observe.fail(role.id, sprintf("not so: %s", [fact])) if {
	some role in _used
	some fact in facts.broken(_known, role.id, _asked)
}

observations contains observe.skip(role.id, "no longer used") if {
	some role in input.roles
	role.in_use == false
}

_asked := ["functions", "approved"]

_used contains role if {
	some role in input.roles
	role.in_use == true
}

_known contains [role.id, "functions", count(role.functions) > 0] if some role in input.roles

_known contains [role.id, "approved", value] if {
	some role in input.roles
	value := facts.approved(role.approved_by, role.approved_on, role.defined_on)
}
