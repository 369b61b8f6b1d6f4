# METADATA
# title: Backups survive the loss of the site and a hostile hand
# description: |
#   The rules ask that the integrity and the availability of backups are
#   protected.
#   We read, as far as it is asked for, that copies of each job cannot be
#   changed or deleted early, and that one is kept at another site.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-09d.[02] and CP-09d.[03]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [backups]
#   applies-to: [database, storage]
#   method: TEST
#   severity: moderate
#   params:
#     copy-safeguards:
#       description: "what protects copies: immutable, offsite"
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
observations contains observe.pass(job.id, concat(" and ", _asked)) if {
	some job in input.jobs
	job.source == "live"
	every safeguard in _asked {
		[job.id, safeguard] in _there
	}
}

observations contains observe.fail(job.id, "copies can be changed or deleted") if {
	"immutable" in _asked
	some job in input.jobs
	job.source == "live"
	job.immutable == false
}

observations contains observe.fail(job.id, "no copy at another site") if {
	"offsite" in _asked
	some job in input.jobs
	job.source == "live"
	job.offsite == false
}

observations contains observe.skip(job.id, "its source is retired") if {
	some job in input.jobs
	job.source == "retired"
}

_asked := data.assay.params["copy-safeguards"]

_there contains [job.id, "immutable"] if {
	some job in input.jobs
	job.immutable == true
}

_there contains [job.id, "offsite"] if {
	some job in input.jobs
	job.offsite == true
}
