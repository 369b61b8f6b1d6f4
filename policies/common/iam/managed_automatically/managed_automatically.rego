# METADATA
# title: Accounts are managed with the help of mechanisms
# description: |
#   The rule asks that automated mechanisms support the management of accounts.
#   We read of each activity whether a mechanism does or supports it. How well,
#   and activities that nobody listed, are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [ac-2.1_obj]
#   remediation: Let the identity store or a workflow do the activities listed.
package policies.common.iam.managed_automatically

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains activity.name if some activity in input.activities

# METADATA
# description: one outcome per activity; each thing that is wrong
# entrypoint: true
observations contains observe.pass(activity.name, concat(", ", _asked)) if {
	some activity in _used
	facts.kept(_known, activity.name, _asked)
}

observations contains observe.fail(activity.name, sprintf("not so: %s", [fact])) if {
	some activity in _used
	some fact in facts.broken(_known, activity.name, _asked)
}

observations contains observe.skip(activity.name, "not done here") if {
	some activity in input.activities
	activity.done == false
}

_asked := ["automated"]

_used contains activity if {
	some activity in input.activities
	activity.done == true
}

_known contains [activity.name, "automated", activity.automated] if some activity in input.activities
