# METADATA
# title: Courses are kept up to date
# description: |
#   The rules ask that the content of training is updated in a defined
#   rhythm.
#   We read when each course was last changed. A review that found nothing to
#   change counts only when it is recorded as a change.
# related_resources:
#   - description: SP 800-53A Rev. 5, AT-02c.[01] and AT-03b.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     max-course-age-days:
#       description: days between updates of a course
#       controls: [at-02_odp.06]
#   needs: [now]
#   decides:
#     nist-800-53: [at-2_obj.c-1, at-3_obj.b-1]
#   remediation: Review the content of each course listed and record the day.
package policies.common.training.content

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains course.id if some course in input.courses

# METADATA
# description: one outcome per course
# entrypoint: true
observations contains observe.pass(course.id, sprintf("updated %d days ago", [age])) if {
	some course in _used
	age := dates.age_days(course.updated_on, data.assay.now)
	age <= data.assay.params["max-course-age-days"]
}

observations contains observe.fail(course.id, sprintf("updated %d days ago", [age])) if {
	some course in _used
	age := dates.age_days(course.updated_on, data.assay.now)
	age > data.assay.params["max-course-age-days"]
}

observations contains observe.skip(course.id, "nobody took it") if {
	some course in input.courses
	not course in _used
}

_used contains course if {
	some course in input.courses
	course.id in {completion.course | some completion in input.completions}
}
