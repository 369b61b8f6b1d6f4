# METADATA
# title: Protective equipment is in service and looked after
# description: |
#   The rules ask for emergency power and shutoff and for fire detection and
#   suppression, that they have energy of their own, that they are maintained,
#   and that a shutoff is within reach but safe from misuse.
#   We read, for each piece of equipment of the sorts asked for, its last
#   maintenance and what is noted of it. A sort of which nothing is listed has
#   no subject and stays undecided. What must recur passes while it is recent
#   at the assessment, and fails when it was too old at the collection. What
#   is not in the register, and how well a step was done, are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-10, PE-11 and PE-13
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.10.2
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [facility]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     equipment-steps:
#       description: "what is asked of each piece: in service, maintained, independent, guarded, reachable"
#     equipment-sorts:
#       description: sorts of equipment that are asked for
#     max-equipment-test-days:
#       description: days between tests of protective equipment
#   needs: [now]
#   remediation: Repair or maintain each piece listed.
package policies.common.facility.equipment

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains item.id if {
	some item in input.equipment
	item.sort in data.assay.params["equipment-sorts"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["equipment-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains item.id if {
	some item in input.equipment
	item.in_service == true
	item.id in subjects
}

_aside contains [item.id, "out of service"] if {
	some item in input.equipment
	item.in_service == false
}

_taken contains [item.id, "in service"] if {
	some item in input.equipment
	item.in_service == true
}

_taken contains [item.id, "maintained"] if {
	some item in input.equipment
	steps.recent(item.maintained_on, data.assay.params["max-equipment-test-days"], data.assay.now)
}

_taken contains [item.id, "independent"] if {
	some item in input.equipment
	item.own_energy == true
}

_taken contains [item.id, "guarded"] if {
	some item in input.equipment
	item.guarded == true
}

_taken contains [item.id, "reachable"] if {
	some item in input.equipment
	item.reachable == true
}

_missing contains [item.id, "maintained"] if {
	some item in input.equipment
	steps.overdue(item.maintained_on, data.assay.params["max-equipment-test-days"])
}

_missing contains [item.id, "independent"] if {
	some item in input.equipment
	item.own_energy == false
}

_missing contains [item.id, "guarded"] if {
	some item in input.equipment
	item.guarded == false
}

_missing contains [item.id, "reachable"] if {
	some item in input.equipment
	item.reachable == false
}
