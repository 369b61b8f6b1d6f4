# METADATA
# title: Assessments are made again in time
# description: |
#   The rules ask that assessments, penetration tests, red teams and the like
#   are made again within a defined time.
#   We read, for each sort asked for, the last one that was finished. One that
#   was too old at the collection, or missing from the register then, fails; one
#   that has become too old since is undecided, because a later one would not be
#   seen. Whether it covered all that it must, and how well, is not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CA-02, CA-08 and RA-03(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-172, 3.11.2e, 3.11.5e and 3.12.1e
#     ref: https://csrc.nist.gov/pubs/sp/800/172/final
# custom:
#   evidence: [assessments]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     assessment-sorts:
#       description: sorts of assessment that are asked for
#     max-assessment-days:
#       description: days between assessments of a sort
#       controls: [ca-02_odp.01, ca-08_odp.01]
#   needs: [now]
#   remediation: Make each sort of assessment listed, and enter it in the register.
package policies.common.assessments.recent

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps

# METADATA
# description: each sort asked for, once the register holds anything, and each assessment of it that was cancelled
# entrypoint: true
subjects contains wanted if {
	count(input.assessments) > 0
	some wanted in data.assay.params["assessment-sorts"]
}

subjects contains assessment.id if some assessment in _cancelled

# METADATA
# description: one outcome per sort
# entrypoint: true
observations contains observe.pass(wanted, sprintf("finished on %s", [finished])) if {
	some [wanted, finished] in _finished
	steps.recent(finished, data.assay.params["max-assessment-days"], data.assay.now)
}

observations contains observe.fail(wanted, "none is recent enough") if {
	count(input.assessments) > 0
	some wanted in data.assay.params["assessment-sorts"]
	every assessment in _of(wanted) {
		_too_old(assessment.status, assessment.finished_on)
	}
}

observations contains observe.skip(assessment.id, "cancelled") if some assessment in _cancelled

_cancelled contains assessment if {
	some assessment in input.assessments
	assessment.status == "cancelled"
	assessment.sort in data.assay.params["assessment-sorts"]
}

_finished contains [assessment.sort, assessment.finished_on] if {
	some assessment in input.assessments
	assessment.status == "done"
	assessment.sort in data.assay.params["assessment-sorts"]
}

_of(wanted) := {assessment | some assessment in input.assessments; assessment.sort == wanted}

# A record that says that it is done and not when hides neither itself nor others.
_too_old(status, _) if status != "done"

_too_old("done", finished) if seen.days_then(finished) > data.assay.params["max-assessment-days"]
