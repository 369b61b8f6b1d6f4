# METADATA
# title: The plan of action is updated every month
# description: |
#   The rule asks that the plan of action and milestones is updated at least
#   monthly, from the findings of assessments and continuous monitoring.
#   We read the day of the last update of a plan that has items. One that was
#   too old at the collection fails; one that has become too old since leaves the
#   plan undecided, because a later update would not be seen. Whether the update
#   took in every finding, and the months before, are not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CA-05b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: FedRAMP continuous monitoring playbook
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-plan-update-days:
#       description: days between updates of the plan of action
#       controls: [ca-05_odp]
#   needs: [now]
#   supports:
#     nist-800-53: [ca-5_obj.b]
#   remediation: Update the plan of action and upload it.
package policies.fedramp.poam_updated

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: the plan, and its closed items
# entrypoint: true
subjects contains "plan of action" if count(input.items) > 0

subjects contains item.id if {
	some item in input.items
	item.status == "closed"
}

# METADATA
# description: the outcome for the plan
# entrypoint: true
observations contains observe.pass("plan of action", sprintf("updated %d days ago", [age])) if {
	count(input.items) > 0
	age := seen.days(input.updated_on, data.assay.now)
	age <= data.assay.params["max-plan-update-days"]
}

observations contains observe.fail("plan of action", sprintf("updated %d days before the export", [age])) if {
	count(input.items) > 0
	age := seen.days_then(input.updated_on)
	age > data.assay.params["max-plan-update-days"]
}

observations contains observe.skip(item.id, "closed") if {
	some item in input.items
	item.status == "closed"
}
