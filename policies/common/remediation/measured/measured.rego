# METADATA
# title: The time to repair is measured
# description: |
#   The rule asks that the time between finding a flaw and repairing it is
#   measured.
#   We read, for each closed item of the plan of action, the days of its
#   detection and its end. A closed item without an end, or one that ended
#   before it was found, is not measured. Flaws outside the plan are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-2(3)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   supports:
#     nist-800-53: [si-2.3_obj.a]
#   remediation: Record when each item listed was closed.
package policies.common.remediation.measured

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains item.id if some item in input.items

# METADATA
# description: one outcome per item
# entrypoint: true
observations contains observe.pass(item.id, sprintf("%d days", [days])) if {
	some item in input.items
	item.status == "closed"
	seen.happened(item.closed_on)
	days := dates.days(item.detected, item.closed_on)
	days >= 0
}

observations contains observe.fail(item.id, "closed, nobody knows when") if {
	some item in input.items
	item.status == "closed"
	is_null(item.closed_on)
}

observations contains observe.fail(item.id, "closed before it was found") if {
	some item in input.items
	item.status == "closed"
	dates.after(item.detected, item.closed_on)
}

observations contains observe.skip(item.id, "still open") if {
	some item in input.items
	item.status == "open"
}
