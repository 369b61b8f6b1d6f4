# METADATA
# title: Restoring was tried and worked
# description: |
#   The rules ask that backups are tested, for the media and for the
#   information on them, and that copies are exact and can be retrieved.
#   We read the last restore test of each job: recent enough, successful, and
#   compared with what was saved. A test that was too old at the collection
#   fails; one that has become too old since leaves the job undecided, because
#   a later one would not be seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, CP-9(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: 45 CFR 164.308(a)(7)(ii)(A)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [backups]
#   applies-to: [database, storage]
#   method: TEST
#   severity: moderate
#   params:
#     max-restore-test-days:
#       description: days between restore tests
#       controls: [cp-9.1_prm_1]
#   needs: [now]
#   decides:
#     nist-800-53: [cp-9.1_obj-1, cp-9.1_obj-2]
#   supports:
#     hipaa: [hipaa-164.308.a.7.ii.a]
#   remediation: Restore from each job listed into a test place, compare, and record the result.
package policies.common.backup.restore_tested

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains job.id if some job in input.jobs

# METADATA
# description: one outcome per job
# entrypoint: true
observations contains observe.pass(job.id, "restored and compared") if {
	some job in input.jobs
	job.source == "live"
	job.restore_test.result == "pass"
	job.restore_test.integrity_verified == true
	seen.days(job.restore_test.date, data.assay.now) <= data.assay.params["max-restore-test-days"]
}

observations contains observe.fail(job.id, "never tested") if {
	some job in input.jobs
	job.source == "live"
	is_null(job.restore_test)
}

observations contains observe.fail(job.id, "the last test failed") if {
	some job in input.jobs
	job.source == "live"
	job.restore_test.result == "fail"
}

observations contains observe.fail(job.id, "what was restored was not compared") if {
	some job in input.jobs
	job.source == "live"
	job.restore_test.integrity_verified == false
}

observations contains observe.fail(job.id, sprintf("last tested %d days before the export", [age])) if {
	some job in input.jobs
	job.source == "live"
	age := seen.days_then(job.restore_test.date)
	age > data.assay.params["max-restore-test-days"]
}

observations contains observe.skip(job.id, "its source is retired") if {
	some job in input.jobs
	job.source == "retired"
}
