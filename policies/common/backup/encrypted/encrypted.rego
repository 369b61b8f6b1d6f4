# METADATA
# title: Backups are encrypted
# description: |
#   The rules ask that backup copies are protected from disclosure where they
#   are kept.
#   We read that the copies of each job are encrypted, those of sources that are
#   retired too: what was copied is still there. Where a job never made a copy
#   there is none to protect.
# related_resources:
#   - description: SP 800-53 Rev. 5, CP-9 and CP-9(8)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.8.9
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [backups]
#   applies-to: [database, storage]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [mp.l2-3.8.9_obj.a]
#     nist-800-53: [cp-9_obj.d-1]
#   supports:
#     nist-800-53: [cp-9.8]
#   informs:
#     hipaa: [hipaa-164.308.a.7.ii.a]
#   remediation: Turn on encryption for each job listed, and destroy or encrypt the copies it made so far.
package policies.common.backup.encrypted

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains job.id if some job in input.jobs

# METADATA
# description: one outcome per job
# entrypoint: true
observations contains observe.pass(job.id, "copies are encrypted") if {
	some job in input.jobs
	not job.id in _without
	job.encrypted == true
}

observations contains observe.fail(job.id, "copies are not encrypted") if {
	some job in input.jobs
	not job.id in _without
	job.encrypted == false
}

observations contains observe.skip(job.id, "its source is retired, and it never made a copy") if {
	some job in input.jobs
	job.id in _without
}

_without contains job.id if {
	some job in input.jobs
	job.source == "retired"
	is_null(job.last_success)
}
