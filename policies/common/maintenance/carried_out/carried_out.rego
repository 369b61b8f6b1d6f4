# METADATA
# title: Maintenance is planned, approved, recorded and checked
# description: |
#   The rules ask that maintenance is scheduled, approved, monitored,
#   documented and reviewed, that components leave only with approval and
#   cleaned of information, that controls are found to work afterwards, and
#   that a failure is mended in time.
#   We read, for each job done at the places asked for, the day or the person
#   of each step. Where a component did not leave, there is nothing to clean;
#   where none had failed, nothing was late. The steps: scheduled, approved,
#   monitored, documented, reviewed, released, sanitized, verified, prompt.
#   What is not in the register, and how well a step was done, are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, MA-02, MA-04 and MA-06
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.7.1 and 3.7.3
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.310(a)(2)(iv)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [maintenance-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     maintenance-steps:
#       description: what is asked of each job, in the words of the description
#     maintenance-places:
#       description: "where the jobs were done: on-site, off-site, remote"
#     max-repair-hours:
#       description: hours from a failure until it is mended
#     max-follow-up-days:
#       description: days from a job until its record is complete and looked at
#   remediation: Do what is missing for each job listed, and let none begin without approval.
package policies.common.maintenance.carried_out

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains job.id if {
	some job in input.jobs
	job.place in data.assay.params["maintenance-places"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["maintenance-steps"], _taken, _missing)
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

_taken contains [job.id, "scheduled"] if {
	some job in input.jobs
	job.status == "done"
	dates.days(job.scheduled_on, job.started) >= 0
}

_taken contains [job.id, "approved"] if {
	some job in input.jobs
	job.status == "done"
	texts.given(job.approved_by)
}

_taken contains [job.id, "monitored"] if {
	some job in input.jobs
	job.status == "done"
	texts.given(job.monitored_by)
}

_taken contains [job.id, "documented"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.documented_on)
}

_taken contains [job.id, "reviewed"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.reviewed_on)
}

_taken contains [job.id, "released"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.left_on)
}

_taken contains [job.id, "released"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.left_on)
	texts.given(job.removal_approved_by)
}

_taken contains [job.id, "sanitized"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.left_on)
}

_taken contains [job.id, "sanitized"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.left_on)
	dates.until(job.sanitized_on, job.left_on)
}

_taken contains [job.id, "verified"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.verified_on)
	dates.days(job.ended, job.verified_on) >= -1
}

_taken contains [job.id, "prompt"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.failed_on)
}

_taken contains [job.id, "prompt"] if {
	some job in input.jobs
	job.status == "done"
	steps.prompt(job.failed_on, job.ended, data.assay.params["max-repair-hours"])
}

_missing contains [job.id, "scheduled"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.scheduled_on)
}

_missing contains [job.id, "approved"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.approved_by)
}

_missing contains [job.id, "monitored"] if {
	some job in input.jobs
	job.status == "done"
	is_null(job.monitored_by)
}

_missing contains [job.id, "documented"] if {
	some job in input.jobs
	job.status == "done"
	seen.days_then(job.ended) > data.assay.params["max-follow-up-days"]
	steps.undone(job.documented_on)
}

_missing contains [job.id, "reviewed"] if {
	some job in input.jobs
	job.status == "done"
	seen.days_then(job.ended) > data.assay.params["max-follow-up-days"]
	steps.undone(job.reviewed_on)
}

_missing contains [job.id, "released"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.left_on)
	is_null(job.removal_approved_by)
}

_missing contains [job.id, "sanitized"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.left_on)
	is_null(job.sanitized_on)
}

_missing contains [job.id, "sanitized"] if {
	some job in input.jobs
	job.status == "done"
	seen.happened(job.left_on)
	dates.after(job.sanitized_on, job.left_on)
}

_missing contains [job.id, "verified"] if {
	some job in input.jobs
	job.status == "done"
	seen.days_then(job.ended) > data.assay.params["max-follow-up-days"]
	steps.undone(job.verified_on)
}

_missing contains [job.id, "prompt"] if {
	some job in input.jobs
	job.status == "done"
	steps.late(job.failed_on, job.ended, data.assay.params["max-repair-hours"])
}
