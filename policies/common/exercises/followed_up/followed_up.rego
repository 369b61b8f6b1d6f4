# METADATA
# title: What an exercise teaches is taken up
# description: |
#   The rules ask that test results are reviewed, that corrective actions are
#   started, and that plans are revised where needed.
#   We read, for each finished exercise, the review of its results, its
#   actions, and the revision of the plan where the results asked for one. A
#   day later than the evidence is a plan, and leaves the exercise undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-04b. and CP-04c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(7)(ii)(D)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [exercises]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     plans-to-test:
#       description: "plans that must be tested: incident-response, contingency, disaster-recovery, emergency-mode"
#   remediation: Review the results of each exercise listed, start its actions, and revise the plan.
package policies.common.exercises.followed_up

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each exercise of the plans asked for
# entrypoint: true
subjects contains exercise.id if some exercise in _concerned

# METADATA
# description: one outcome per exercise
# entrypoint: true
observations contains observe.pass(exercise.id, "reviewed and taken up") if {
	some exercise in _concerned
	exercise.status == "done"
	seen.happened(exercise.results_reviewed_on)
	every action in exercise.actions {
		seen.happened(action.started_on)
	}
	_revised(exercise.revision_needed, exercise.plan_revised_on)
}

observations contains observe.fail(exercise.id, "results were not reviewed") if {
	some exercise in _concerned
	exercise.status == "done"
	is_null(exercise.results_reviewed_on)
}

observations contains observe.fail(exercise.id, "a corrective action has not been started") if {
	some exercise in _concerned
	exercise.status == "done"
	some action in exercise.actions
	is_null(action.started_on)
}

observations contains observe.fail(exercise.id, "the plan was not revised") if {
	some exercise in _concerned
	exercise.status == "done"
	exercise.revision_needed == true
	is_null(exercise.plan_revised_on)
}

observations contains observe.skip(exercise.id, sprintf("the exercise is %s", [exercise.status])) if {
	some exercise in _concerned
	exercise.status != "done"
}

_concerned contains exercise if {
	some exercise in input.exercises
	exercise.plan in data.assay.params["plans-to-test"]
}

_revised(false, _)

_revised(true, day) if seen.happened(day)
