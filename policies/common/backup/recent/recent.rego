# METADATA
# title: Backups succeed often enough
# description: |
#   The rules ask for backups in a defined rhythm of user data, of the
#   system, and of its documentation.
#   We read the last success of each job that covers what is asked for. One
#   that was too old at the collection fails the job; it passes while its last
#   success is young enough at the assessment; in between it is undecided,
#   because nobody knows what ran since. Where no job covers it the rule is
#   broken, and the missing cover is named in place of a job.
# related_resources:
#   - description: SP 800-53 Rev. 5, CP-9
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: 45 CFR 164.308(a)(7)(ii)(A)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [backups]
#   applies-to: [database, storage]
#   method: TEST
#   severity: high
#   params:
#     backup-covers:
#       description: "what must be covered: user-data, system, documentation"
#     max-backup-age-hours:
#       description: hours since the last success
#   needs: [now]
#   informs:
#     hipaa: [hipaa-164.308.a.7.ii.a]
#   remediation: Repair the jobs listed, and set one up for what none covers.
package policies.common.backup.recent

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each job that covers what is asked for, and each thing that must be covered
# entrypoint: true
subjects contains job.id if some job in _concerned

subjects contains _cover(kind) if {
	count(input.jobs) > 0
	some kind in data.assay.params["backup-covers"]
}

# METADATA
# description: one outcome per job and per thing to be covered
# entrypoint: true
observations contains observe.pass(job.id, "ran in time") if {
	some job in _concerned
	job.source == "live"
	seen.hours(job.last_success, data.assay.now) <= data.assay.params["max-backup-age-hours"]
}

observations contains observe.fail(job.id, sprintf("last ran %d hours before the export", [floor(age)])) if {
	some job in _concerned
	job.source == "live"
	age := seen.hours_then(job.last_success)
	age > data.assay.params["max-backup-age-hours"]
}

observations contains observe.fail(job.id, "never ran") if {
	some job in _concerned
	job.source == "live"
	is_null(job.last_success)
}

observations contains observe.skip(job.id, "its source is retired") if {
	some job in _concerned
	job.source == "retired"
}

observations contains observe.pass(_cover(kind), "some job covers it") if {
	count(input.jobs) > 0
	some kind in data.assay.params["backup-covers"]
	kind in _covered
}

observations contains observe.fail(_cover(kind), "no job covers it") if {
	count(input.jobs) > 0
	some kind in data.assay.params["backup-covers"]
	not kind in _covered
}

_concerned contains job if {
	some job in input.jobs
	some kind in job.covers
	kind in data.assay.params["backup-covers"]
}

_covered contains kind if {
	some job in input.jobs
	job.source == "live"
	some kind in job.covers
}

_cover(kind) := sprintf("backup of %s", [kind])
