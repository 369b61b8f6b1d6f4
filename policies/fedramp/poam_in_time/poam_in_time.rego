# METADATA
# title: No item of the plan is open longer than its level allows
# description: |
#   The rules ask that weaknesses are remedied within 30, 90 or 180 days of
#   detection, by level, unless a deviation is approved.
#   We read each open item from its first detection to the assessment: an item
#   is open until a newer plan shows that it is closed. An approved deviation
#   takes it out; a pending one does not.
# related_resources:
#   - description: SP 800-53 Rev. 5, RA-5d. and RA-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: FedRAMP continuous monitoring playbook, POA&M
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     remediation-critical-days:
#       description: days to repair a critical vulnerability
#       controls: [ra-05_odp.03_critical]
#     remediation-high-days:
#       description: days to repair a high vulnerability
#       controls: [ra-05_odp.03_high]
#     remediation-moderate-days:
#       description: days to repair a moderate vulnerability
#       controls: [ra-05_odp.03_moderate]
#     remediation-low-days:
#       description: days to repair a low vulnerability
#       controls: [ra-05_odp.03_low]
#   needs: [now]
#   remediation: Close each item listed, or have its deviation approved.
package policies.fedramp.poam_in_time

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every item of the plan
# entrypoint: true
subjects contains item.id if some item in input.items

# METADATA
# description: one outcome per item
# entrypoint: true
observations contains observe.pass(item.id, sprintf("%d of %d days used", [age, limit])) if {
	some item in _judged
	limit := _limits[item.level]
	age := dates.age_days(item.detected, data.assay.now)
	age <= limit
}

observations contains observe.fail(item.id, sprintf("open for %d days, %d allowed", [age, limit])) if {
	some item in _judged
	limit := _limits[item.level]
	age := dates.age_days(item.detected, data.assay.now)
	age > limit
}

observations contains observe.skip(item.id, "closed") if {
	some item in input.items
	item.status == "closed"
}

observations contains observe.skip(item.id, "its deviation is approved") if {
	some item in input.items
	item.status == "open"
	item.deviation == "approved"
}

_judged contains item if {
	some item in input.items
	item.status == "open"
	not item.deviation == "approved"
}

_limits := {
	"critical": data.assay.params["remediation-critical-days"],
	"high": data.assay.params["remediation-high-days"],
	"moderate": data.assay.params["remediation-moderate-days"],
	"low": data.assay.params["remediation-low-days"],
}
