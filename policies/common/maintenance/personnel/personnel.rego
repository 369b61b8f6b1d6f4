# METADATA
# title: Who does maintenance has the access for it, or is supervised
# description: |
#   The rules ask that those who do maintenance have the access that it takes,
#   or are supervised by somebody who has it.
#   We read, for each job, whether those who did it were authorized, and who
#   supervised them where they were not. What is not in the register, and how
#   well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, MA-05 and MA-05(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.7.2[d] and 3.7.6
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [maintenance-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     personnel-steps:
#       description: "what is asked of each job: authorized or supervised"
#   remediation: Find out what was done in each job listed, and supervise such work from now on.
package policies.common.maintenance.personnel

import data.policies.lib.observe
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains job.id if some job in input.jobs

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["personnel-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [job.id, "not begun"] if {
	some job in input.jobs
	job.status != "done"
	is_null(job.started)
}

_taken contains [job.id, "authorized or supervised"] if {
	some job in input.jobs
	job.status == "done"
	job.authorized == true
}

_taken contains [job.id, "authorized or supervised"] if {
	some job in input.jobs
	job.status == "done"
	texts.given(job.supervised_by)
}

_missing contains [job.id, "authorized or supervised"] if {
	some job in input.jobs
	job.status == "done"
	job.authorized == false
	is_null(job.supervised_by)
}
