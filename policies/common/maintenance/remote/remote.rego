# METADATA
# title: Maintenance from afar is authenticated and ended
# description: |
#   The rules ask that sessions of maintenance from afar begin with strong
#   authentication, and that session and connection end when the work is
#   complete.
#   We read, for each job done from afar, whether more than one factor was
#   used, and when it was disconnected. What is not in the register, and how
#   well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, MA-04c. and MA-04e.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.7.5
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [maintenance-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     remote-maintenance-steps:
#       description: "what is asked of each session: strongly authenticated, disconnected"
#     max-disconnect-hours:
#       description: hours from the end of the work until its session is ended
#   remediation: End each session listed, and allow none without a second factor.
package policies.common.maintenance.remote

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains job.id if some job in input.jobs

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["remote-maintenance-steps"], _taken, _missing)
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

_aside contains [job.id, "not from afar"] if {
	some job in input.jobs
	job.place != "remote"
}

_taken contains [job.id, "strongly authenticated"] if {
	some job in input.jobs
	job.place == "remote"
	job.multifactor == true
}

_taken contains [job.id, "disconnected"] if {
	some job in input.jobs
	job.place == "remote"
	steps.prompt(job.ended, job.disconnected, data.assay.params["max-disconnect-hours"])
}

_missing contains [job.id, "strongly authenticated"] if {
	some job in input.jobs
	job.place == "remote"
	job.multifactor == false
}

_missing contains [job.id, "disconnected"] if {
	some job in input.jobs
	job.place == "remote"
	steps.late(job.ended, job.disconnected, data.assay.params["max-disconnect-hours"])
}
