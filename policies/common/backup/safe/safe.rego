# METADATA
# title: Backups survive the loss of the site and a hostile hand
# description: |
#   The rules ask that the integrity and the availability of backups are
#   protected.
#   We read that copies of each job cannot be changed or deleted early, and
#   that one is kept at another site.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-09d.[02] and CP-09d.[03]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [backups]
#   applies-to: [database, storage]
#   method: TEST
#   severity: moderate
#   decides:
#     nist-800-53: [cp-9_obj.d-2, cp-9_obj.d-3]
#   supports:
#     nist-800-53: [cp-6_obj.a-1]
#   informs:
#     hipaa: [hipaa-164.308.a.7.ii.a]
#   remediation: Turn on immutable copies and a second site for each job listed.
package policies.common.backup.safe

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains job.id if some job in input.jobs

# METADATA
# description: one outcome per job
# entrypoint: true
observations contains observe.pass(job.id, "immutable, with a copy elsewhere") if {
	some job in input.jobs
	job.source == "live"
	job.immutable == true
	job.offsite == true
}

observations contains observe.fail(job.id, "copies can be changed or deleted") if {
	some job in input.jobs
	job.source == "live"
	job.immutable == false
}

observations contains observe.fail(job.id, "no copy at another site") if {
	some job in input.jobs
	job.source == "live"
	job.offsite == false
}

observations contains observe.skip(job.id, "its source is retired") if {
	some job in input.jobs
	job.source == "retired"
}
