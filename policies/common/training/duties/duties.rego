# METADATA
# title: People with a duty are trained for it again in time
# description: |
#   The rules ask that people who have a part in contingency plans, incident
#   response, spills or the search for counterfeits are trained for that part,
#   again and again.
#   We read, for each person with one of the roles asked for, the last
#   completion of a course on one of the topics. One that was too old at the
#   collection, or missing then, fails; one that has become too old since is
#   undecided. A person of whom the records do not say which roles they have is
#   undecided. What they learned is not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-03, IR-02, IR-09(02) and SR-11(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     duty-roles:
#       description: roles that have the duty, as the records name them
#     duty-topics:
#       description: topics of which a course must teach one
#     max-duty-training-days:
#       description: days between trainings for the duty
#       controls: [cp-03_odp.02, ir-02_odp.02]
#     new-starter-days:
#       description: days in which a new person need not be trained yet
#   needs: [now]
#   remediation: Have each person listed complete the course, or give the duty to somebody trained.
package policies.common.training.duties

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps

# METADATA
# description: everyone but those known to have none of the roles
# entrypoint: true
subjects contains member.person if {
	some member in input.workforce
	not member.person in _without
}

# METADATA
# description: one outcome per person with the duty
# entrypoint: true
observations contains observe.pass(member.person, "trained in time") if {
	some member in _here
	some [person, completed] in _trained
	person == member.person
	steps.recent(completed, data.assay.params["max-duty-training-days"], data.assay.now)
}

observations contains observe.fail(member.person, "not trained in time") if {
	some member in _here
	seen.days_then(member.started) > data.assay.params["new-starter-days"]
	not member.person in _recent_then
}

observations contains observe.skip(member.person, "started just now") if {
	some member in _here
	seen.days(member.started, data.assay.now) <= data.assay.params["new-starter-days"]
	not member.person in _recent_then
}

observations contains observe.skip(member.person, "left") if some member in _gone

_with contains member if {
	some member in input.workforce
	some role in member.security_roles
	role in data.assay.params["duty-roles"]
}

_without contains member.person if {
	some member in input.workforce
	roles := member.security_roles
	every role in roles {
		not role in data.assay.params["duty-roles"]
	}
}

_gone contains member if {
	some member in _with
	dates.over(member.ended, data.assay.now)
}

_here contains member if {
	some member in _with
	not member in _gone
}

_courses contains course.id if {
	some course in input.courses
	some topic in course.topics
	topic in data.assay.params["duty-topics"]
}

_trained contains [completion.person, completion.completed] if {
	some completion in input.completions
	completion.course in _courses
}

_recent_then contains person if {
	some [person, completed] in _trained
	seen.days_then(completed) <= data.assay.params["max-duty-training-days"]
}
