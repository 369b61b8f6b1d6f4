# METADATA
# title: The plan is carried out on schedule
# description: |
#   The rule asks that plans are implemented.
#   We read that no open item is past its day at the assessment, and no step of
#   it either: an item is open until a newer plan shows that it is closed. Work
#   that is on schedule may still be poor: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-171A, 3.12.2[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   needs: [now]
#   supports:
#     cmmc: [ca.l2-3.12.2_obj.c]
#   informs:
#     nist-800-53: [ca-5_obj.b]
#   remediation: Finish the steps listed, or have a new day approved.
package policies.cmmc.plan_on_schedule

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every item of the plan
# entrypoint: true
subjects contains item.id if some item in input.items

# METADATA
# description: one outcome per item
# entrypoint: true
observations contains observe.pass(item.id, "on schedule") if {
	some item in input.items
	item.status == "open"
	dates.lasts(item.due, data.assay.now)
	every milestone in item.milestones {
		_on_time(milestone.due, milestone.done_on)
	}
}

observations contains observe.fail(item.id, "past its day") if {
	some item in input.items
	item.status == "open"
	dates.over(item.due, data.assay.now)
}

observations contains observe.fail(item.id, "a step is past its day") if {
	some item in input.items
	item.status == "open"
	some milestone in item.milestones
	is_null(milestone.done_on)
	dates.over(milestone.due, data.assay.now)
}

observations contains observe.skip(item.id, "closed") if {
	some item in input.items
	item.status == "closed"
}

_on_time(due, null) if dates.lasts(due, data.assay.now)

_on_time(_, done) if seen.happened(done)
