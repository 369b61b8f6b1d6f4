# METADATA
# title: Access follows people who change their position
# description: |
#   The rules ask that access is looked at and changed when people move to
#   another position, and that those who manage it are told.
#   We read, for each person who moved, when those who manage access were
#   told, when access was looked at, and when it was changed or found right.
#   What must recur passes while it is recent at the assessment, and fails
#   when it was too old at the collection. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PS-05
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.9.2
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [personnel]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     move-steps:
#       description: "what is asked of each move: reviewed, changed, told"
#     max-move-hours:
#       description: hours from a move until its steps are taken
#       controls: [ps-05_odp.02, ps-05_odp.04]
#   needs: [now]
#   remediation: Look at the access of each person listed and take what the new position does not need.
package policies.common.personnel.moved

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains person.person if some person in input.people

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["move-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [person.person, "left"] if {
	some person in input.people
	dates.over(person.left_on, data.assay.now)
}

_aside contains [person.person, "never moved"] if {
	some person in input.people
	is_null(person.moved_on)
}

_taken contains [person.person, "reviewed"] if {
	some person in input.people
	steps.prompt(person.moved_on, person.access_reviewed_on, data.assay.params["max-move-hours"])
	dates.until(person.moved_on, person.access_reviewed_on)
}

_taken contains [person.person, "changed"] if {
	some person in input.people
	steps.prompt(person.moved_on, person.access_changed_on, data.assay.params["max-move-hours"])
	dates.until(person.moved_on, person.access_changed_on)
}

_taken contains [person.person, "told"] if {
	some person in input.people
	steps.prompt(person.moved_on, person.move_told_on, data.assay.params["max-move-hours"])
}

_missing contains [person.person, "reviewed"] if {
	some person in input.people
	steps.late(person.moved_on, person.access_reviewed_on, data.assay.params["max-move-hours"])
}

_missing contains [person.person, "changed"] if {
	some person in input.people
	steps.late(person.moved_on, person.access_changed_on, data.assay.params["max-move-hours"])
}

_missing contains [person.person, "told"] if {
	some person in input.people
	steps.late(person.moved_on, person.move_told_on, data.assay.params["max-move-hours"])
}
