# METADATA
# title: Those who may enter are on an approved list that is kept up
# description: |
#   The rules ask for a list of those who may enter, that it is approved and
#   looked at again, that they get credentials, and that they are taken off
#   when they need no access any more.
#   We read the access list: who approved each person, when their badge was
#   issued, when their access was last looked at, and how soon they were taken
#   off. What must recur passes while it is recent at the assessment, and
#   fails when it was too old at the collection. What is not in the register,
#   and how well a step was done, are not seen: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-02
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.10.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.310(a)(2)(iii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [physical-access]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     access-list-steps:
#       description: "what is asked of each person: approved, credentialed, reviewed, removed"
#     max-access-list-days:
#       description: days between looks at the access of a person
#       controls: [pe-02_odp]
#     max-hours-after-leaving:
#       description: hours from the end of the need until access ends
#   needs: [now]
#   remediation: Have the access of each person listed approved or looked at, or take them off the list.
package policies.common.physical.authorized

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains person.person if some person in input.people

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["access-list-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains person.person if {
	some person in input.people
	person.on_list == true
	person.person in subjects
}

_aside contains [person.person, "is on the list no longer"] if {
	some person in input.people
	person.on_list == false
}

_taken contains [person.person, "approved"] if {
	some person in input.people
	texts.given(person.approved_by)
	seen.happened(person.approved_on)
}

_taken contains [person.person, "credentialed"] if {
	some person in input.people
	seen.happened(person.credential_issued_on)
}

_taken contains [person.person, "reviewed"] if {
	some person in input.people
	steps.recent(person.reviewed_on, data.assay.params["max-access-list-days"], data.assay.now)
}

_taken contains [person.person, "removed"] if {
	some person in input.people
	person.on_list == true
	is_null(person.needed_until)
}

_taken contains [person.person, "removed"] if {
	some person in input.people
	person.on_list == true
	dates.after(person.needed_until, data.assay.now)
}

_missing contains [person.person, "approved"] if {
	some person in input.people
	steps.undone(person.approved_on)
}

_missing contains [person.person, "credentialed"] if {
	some person in input.people
	steps.undone(person.credential_issued_on)
}

_missing contains [person.person, "reviewed"] if {
	some person in input.people
	steps.overdue(person.reviewed_on, data.assay.params["max-access-list-days"])
}

_missing contains [person.person, "removed"] if {
	some person in input.people
	person.on_list == true
	seen.hours_then(person.needed_until) > data.assay.params["max-hours-after-leaving"]
}
