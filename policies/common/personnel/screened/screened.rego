# METADATA
# title: People are screened before they get access
# description: |
#   The rules ask that people are screened before they get access, again where
#   that is asked for, and in the way that their position and the information
#   ask for, and that systems are protected when adverse information about
#   somebody becomes known.
#   We read, for each person with access, the day of the first and of the last
#   screening, whether it fits, and what followed adverse information. What
#   must recur passes while it is recent at the assessment, and fails when it
#   was too old at the collection. What is not in the register, and how well a
#   step was done, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PS-03 and PS-03(03)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.9.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-172, 3.9.2e
#     ref: https://csrc.nist.gov/pubs/sp/800/172/final
#   - description: 45 CFR 164.308(a)(3)(ii)(B)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [personnel]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     screening-steps:
#       description: "what is asked of each person: screened, rescreened, fitting, protected"
#     max-screening-days:
#       description: days between screenings of a person
#     max-hours-after-leaving:
#       description: hours from adverse information until systems are protected
#   needs: [now]
#   remediation: Take access from each person listed until they are screened.
package policies.common.personnel.screened

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains person.person if some person in input.people

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["screening-steps"], _taken, _missing)
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

_aside contains [person.person, "has no access yet"] if {
	some person in input.people
	is_null(person.access_since)
}

_taken contains [person.person, "screened"] if {
	some person in input.people
	seen.happened(person.first_screened_on)
	dates.until(person.first_screened_on, person.access_since)
}

_taken contains [person.person, "rescreened"] if {
	some person in input.people
	steps.recent(person.screened_on, data.assay.params["max-screening-days"], data.assay.now)
}

_taken contains [person.person, "fitting"] if {
	some person in input.people
	person.screening_matches == true
}

_taken contains [person.person, "protected"] if {
	some person in input.people
	is_null(person.adverse_information_on)
}

_taken contains [person.person, "protected"] if {
	some person in input.people
	steps.prompt(person.adverse_information_on, person.access_protected_on, data.assay.params["max-hours-after-leaving"])
}

_missing contains [person.person, "screened"] if {
	some person in input.people
	seen.happened(person.access_since)
	is_null(person.first_screened_on)
}

_missing contains [person.person, "screened"] if {
	some person in input.people
	seen.happened(person.access_since)
	dates.after(person.first_screened_on, person.access_since)
}

_missing contains [person.person, "rescreened"] if {
	some person in input.people
	steps.overdue(person.screened_on, data.assay.params["max-screening-days"])
}

_missing contains [person.person, "fitting"] if {
	some person in input.people
	person.screening_matches == false
}

_missing contains [person.person, "protected"] if {
	some person in input.people
	steps.late(person.adverse_information_on, person.access_protected_on, data.assay.params["max-hours-after-leaving"])
}
