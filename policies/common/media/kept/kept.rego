# METADATA
# title: Media are owned, counted, locked away and marked
# description: |
#   The rules ask that media are controlled and stored safely, that only
#   authorized users get to them, that they are marked, and that no portable
#   storage is used without an owner or against the rules.
#   We read, for each medium of the forms asked for, its custodian, the last
#   inventory, where it is kept, who may get to it, its marking, and whether
#   its use is allowed. A medium with nothing but public information needs
#   none of it. What must recur passes while it is recent at the assessment,
#   and fails when it was too old at the collection. What is not in the
#   register, and how well a step was done, are not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, MP-02, MP-03, MP-04 and MP-07
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.8.1, 3.8.2, 3.8.7 and 3.8.8
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.310(d)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [media-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     media-steps:
#       description: "what is asked of each medium: owned, counted, locked, restricted, marked, allowed"
#     media-forms:
#       description: "forms of media that are asked for: digital, non-digital"
#     max-media-count-days:
#       description: days between inventories of media
#   needs: [now]
#   remediation: Give each medium listed an owner, a place and a mark, or take it out of use.
package policies.common.media.kept

import data.policies.lib.observe
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains medium.id if {
	some medium in input.media
	medium.form in data.assay.params["media-forms"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["media-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [medium.id, "no longer here"] if {
	some medium in input.media
	medium.state in {"disposed", "reused"}
}

_aside contains [medium.id, "holds public information only"] if {
	some medium in input.media
	medium.holds == ["public"]
}

_taken contains [medium.id, "owned"] if {
	some medium in input.media
	texts.given(medium.custodian)
}

_taken contains [medium.id, "counted"] if {
	some medium in input.media
	steps.recent(medium.counted_on, data.assay.params["max-media-count-days"], data.assay.now)
}

_taken contains [medium.id, "locked"] if {
	some medium in input.media
	medium.locked == true
}

_taken contains [medium.id, "restricted"] if {
	some medium in input.media
	count(medium.users) > 0
}

_taken contains [medium.id, "marked"] if {
	some medium in input.media
	medium.marked == true
}

_taken contains [medium.id, "allowed"] if {
	some medium in input.media
	medium.use_approved == true
}

_missing contains [medium.id, "owned"] if {
	some medium in input.media
	is_null(medium.custodian)
}

_missing contains [medium.id, "counted"] if {
	some medium in input.media
	steps.overdue(medium.counted_on, data.assay.params["max-media-count-days"])
}

_missing contains [medium.id, "locked"] if {
	some medium in input.media
	medium.locked == false
}

_missing contains [medium.id, "restricted"] if {
	some medium in input.media
	count(medium.users) == 0
}

_missing contains [medium.id, "marked"] if {
	some medium in input.media
	medium.marked == false
}

_missing contains [medium.id, "allowed"] if {
	some medium in input.media
	medium.use_approved == false
}
