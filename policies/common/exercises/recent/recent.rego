# METADATA
# title: Plans are tested often enough
# description: |
#   The rules ask that incident response and contingency plans are tested in
#   a defined rhythm, by the kinds of test that the framework accepts.
#   We read the last test of each plan asked for. An actual event that was
#   handled by the plan counts as a test. A test that was too old at the
#   collection fails; one that has become too old since leaves the plan
#   undecided, because a later test would not be seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, CP-4 and IR-3
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.6.3
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: 45 CFR 164.308(a)(7)(ii)(D)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [exercises]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     plans-to-test:
#       description: "plans that must be tested: incident-response, contingency, disaster-recovery, emergency-mode"
#     exercise-forms:
#       description: forms of test that count
#     max-exercise-days:
#       description: days between tests
#   needs: [now]
#   remediation: Test each plan listed and record the exercise.
package policies.common.exercises.recent

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each plan that must be tested, and exercises that were given up
# entrypoint: true
subjects contains _name(plan) if {
	count(input.exercises) > 0
	some plan in data.assay.params["plans-to-test"]
}

subjects contains exercise.id if {
	some exercise in input.exercises
	exercise.status == "cancelled"
}

# METADATA
# description: one outcome per plan
# entrypoint: true
observations contains observe.pass(_name(plan), sprintf("tested %d days ago", [age])) if {
	some plan in data.assay.params["plans-to-test"]
	age := min({seen.days(day, data.assay.now) | some day in _days[plan]})
	age <= data.assay.params["max-exercise-days"]
}

observations contains observe.fail(_name(plan), sprintf("last tested %d days before the export", [age])) if {
	some plan in data.assay.params["plans-to-test"]
	age := min({seen.days_then(day) | some day in _days[plan]})
	age > data.assay.params["max-exercise-days"]
}

observations contains observe.fail(_name(plan), "never tested in a way that counts") if {
	count(input.exercises) > 0
	some plan in data.assay.params["plans-to-test"]
	count([exercise | some exercise in _counting; exercise.plan == plan]) == 0
}

observations contains observe.skip(exercise.id, "cancelled") if {
	some exercise in input.exercises
	exercise.status == "cancelled"
}

_name(plan) := sprintf("%s plan", [plan])

_counting contains exercise if {
	some exercise in input.exercises
	exercise.status == "done"
	exercise.form in data.assay.params["exercise-forms"]
}

_days[exercise.plan] contains exercise.date if some exercise in _counting
