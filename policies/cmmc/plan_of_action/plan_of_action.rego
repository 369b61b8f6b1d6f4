# METADATA
# title: Every item of the plan says who does what by when
# description: |
#   The rule asks that plans are developed to correct deficiencies and to
#   reduce vulnerabilities.
#   We read that each open item of the plan names who is responsible, when it
#   is due, and its steps. A deficiency without an item is not seen: this can
#   show the rule broken, not kept. An operational plan is not the POA&M of
#   an assessment, which has its own clock.
# related_resources:
#   - description: SP 800-171A, 3.12.2[a] and 3.12.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 32 CFR 170.4(b)
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   supports:
#     cmmc: [ca.l2-3.12.2_obj.b]
#   informs:
#     cmmc: [ca.l2-3.12.2_obj.a]
#   remediation: Complete each item listed.
package policies.cmmc.plan_of_action

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every item of the plan
# entrypoint: true
subjects contains item.id if some item in input.items

# METADATA
# description: one outcome per item
# entrypoint: true
observations contains observe.pass(item.id, "owner, day and steps are set") if {
	some item in input.items
	item.status == "open"
	texts.given(item.owner)
	is_string(item.due)
	count(item.milestones) > 0
}

observations contains observe.fail(item.id, "nobody is responsible") if {
	some item in input.items
	item.status == "open"
	is_null(item.owner)
}

observations contains observe.fail(item.id, "no day is set") if {
	some item in input.items
	item.status == "open"
	is_null(item.due)
}

observations contains observe.fail(item.id, "no steps are set") if {
	some item in input.items
	item.status == "open"
	count(item.milestones) == 0
}

observations contains observe.skip(item.id, "closed") if {
	some item in input.items
	item.status == "closed"
}
