# METADATA
# title: Sanctions are noted and told
# description: |
#   The rules ask that those who must know are told in time whom a sanction is
#   about and why, and that sanctions are documented.
#   We read, for each case, when they were told, and whether person and reason
#   are on file. A register without cases has no subject and stays undecided.
#   What is not in the register, and how well a step was done, are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PS-08b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(1)(ii)(C)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [personnel]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     sanction-steps:
#       description: "what is asked of each case: told, documented"
#     max-sanction-notice-hours:
#       description: hours from the start of a case until those who must know are told
#       controls: [ps-08_odp.02]
#   remediation: Tell those who must know of each case listed, and complete its file.
package policies.common.personnel.sanctions

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains case.id if some case in input.sanctions

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["sanction-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains case.id if {
	some case in input.sanctions
	case.dropped == false
	case.id in subjects
}

_aside contains [case.id, "dropped"] if {
	some case in input.sanctions
	case.dropped == true
}

_taken contains [case.id, "told"] if {
	some case in input.sanctions
	steps.prompt(case.opened, case.told_on, data.assay.params["max-sanction-notice-hours"])
}

_taken contains [case.id, "documented"] if {
	some case in input.sanctions
	case.documented == true
}

_missing contains [case.id, "told"] if {
	some case in input.sanctions
	steps.late(case.opened, case.told_on, data.assay.params["max-sanction-notice-hours"])
}

_missing contains [case.id, "documented"] if {
	some case in input.sanctions
	case.documented == false
}
