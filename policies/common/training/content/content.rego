# METADATA
# title: Courses are kept up to date
# description: |
#   The rules ask that the content of training is updated in a defined
#   rhythm.
#   We read when each course of the audience asked for was last changed: those
#   for everyone, or those made for roles. One that was too old at the collection
#   fails; one that has become too old since is undecided, because a later change
#   would not be seen. A review that found nothing to change counts only when it
#   is recorded as a change.
# related_resources:
#   - description: SP 800-53A Rev. 5, AT-02c.[01] and AT-03b.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     course-audience:
#       description: "for whom the courses looked at are made: everyone, or roles"
#     max-course-age-days:
#       description: days between updates of a course
#       controls: [at-02_odp.06, at-03_odp.04]
#   needs: [now]
#   remediation: Review the content of each course listed and record the day.
package policies.common.training.content

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each course of the audience asked for, and each that does not say for whom it is
# entrypoint: true
subjects contains course.id if {
	some course in input.courses
	not course.id in _others
}

# METADATA
# description: one outcome per course
# entrypoint: true
observations contains observe.pass(course.id, sprintf("updated %d days ago", [age])) if {
	some course in _used
	age := seen.days(course.updated_on, data.assay.now)
	age <= data.assay.params["max-course-age-days"]
}

observations contains observe.fail(course.id, sprintf("updated %d days before the export", [age])) if {
	some course in _used
	age := seen.days_then(course.updated_on)
	age > data.assay.params["max-course-age-days"]
}

observations contains observe.skip(course.id, "nobody took it") if {
	some course in input.courses
	course.id in _asked
	not course.id in _taken
}

# Courses of the audience asked for that somebody took.
_used contains course if {
	some course in input.courses
	course.id in _asked
	course.id in _taken
}

_taken contains completion.course if some completion in input.completions

_asked := _audiences[data.assay.params["course-audience"]]

_others := _audiences[audience] if {
	some audience in ["everyone", "roles"]
	audience != data.assay.params["course-audience"]
}

_audiences := {
	"everyone": {course.id | some course in input.courses; count(course.for_roles) == 0},
	"roles": {course.id | some course in input.courses; count(course.for_roles) > 0},
}
