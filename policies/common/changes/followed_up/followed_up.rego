# METADATA
# title: Changes are followed up
# description: |
#   The rules ask that the controls that a change touches are found to work
#   after it, and that the inventory is updated as components come, change and
#   go.
#   We read, for each change made of the sorts asked for, the day of the step
#   that is asked for. A change that was without it for too long at the
#   collection fails, and so does one whose step came too late; one that is
#   still in its time then is undecided. What the step found is not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-04(02) and CM-08(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [changes]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     follow-up-step:
#       description: "what must follow a change: verified, or in the inventory"
#     change-sorts:
#       description: sorts of change that are asked for
#     max-follow-up-days:
#       description: days from the change to the step
#   remediation: Do what is missing for each change listed, and keep changes open until it is done.
package policies.common.changes.followed_up

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains change.id if some change in input.changes

# METADATA
# description: one outcome per change
# entrypoint: true
observations contains observe.pass(change.id, sprintf("%s after %d days", [_step, days])) if {
	some change in _made
	seen.happened(_done[change.id])
	days := dates.days(change.implemented_on, _done[change.id])
	days >= 0
	days <= data.assay.params["max-follow-up-days"]
}

observations contains observe.fail(change.id, sprintf("%s only after %d days", [_step, days])) if {
	some change in _made
	seen.happened(_done[change.id])
	days := dates.days(change.implemented_on, _done[change.id])
	days > data.assay.params["max-follow-up-days"]
}

observations contains observe.fail(change.id, sprintf("not %s, made %d days before the export", [_step, days])) if {
	some change in _made
	is_null(_done[change.id])
	days := seen.days_then(change.implemented_on)
	days > data.assay.params["max-follow-up-days"]
}

observations contains observe.skip(change.id, "of another sort") if {
	some change in input.changes
	not change.sort in data.assay.params["change-sorts"]
}

observations contains observe.skip(change.id, sprintf("%s, not made", [change.status])) if {
	some change in input.changes
	change.status != "implemented"
	is_null(change.implemented_on)
}

_step := data.assay.params["follow-up-step"]

_made contains change if {
	some change in input.changes
	change.status == "implemented"
	change.sort in data.assay.params["change-sorts"]
}

# The day of the step asked for, by change; null where it was not done.
_done := {change.id: change.controls_verified_on | some change in _made} if _step == "verified"

_done := {change.id: change.inventory_updated_on | some change in _made} if _step == "in the inventory"
