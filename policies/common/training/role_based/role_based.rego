# METADATA
# title: People with security duties are trained for them
# description: |
#   The rules ask that people with security duties are trained for those
#   duties.
#   We read, for each security role a person has, the last completion of a
#   course made for that role. One that was too old at the collection, or missing
#   then, fails; one that has become too old since leaves the person undecided,
#   because a later one would not be seen. A person of whom the records do not
#   say which duties they have is undecided.
# related_resources:
#   - description: SP 800-53 Rev. 5, AT-3
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.2.2[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-role-training-days:
#       description: days between role-based trainings of a person
#       controls: [at-03_odp.03]
#   needs: [now]
#   decides:
#     cmmc: [at.l2-3.2.2_obj.c]
#     nist-800-53: [at-3_obj.a.1-3]
#   remediation: Have each person listed complete the course for their role.
package policies.common.training.role_based

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: everyone but those known to have no security duties
# entrypoint: true
subjects contains member.person if {
	some member in input.workforce
	not member.person in _without
}

# METADATA
# description: one outcome per person and role
# entrypoint: true
observations contains observe.pass(member.person, "trained for every role") if {
	some member in _here
	every role in member.security_roles {
		[member.person, role] in _recent
	}
}

observations contains observe.fail(member.person, sprintf("not trained for the role %s", [role])) if {
	some member in _here
	some role in member.security_roles
	not [member.person, role] in _recent_then
	not [member.person, role] in _planned
}

observations contains observe.skip(member.person, "left") if some member in _gone

_without contains member.person if {
	some member in input.workforce
	count(member.security_roles) == 0
}

_gone contains member if {
	some member in input.workforce
	not member.person in _without
	dates.over(member.ended, data.assay.now)
}

_here contains member if {
	some member in input.workforce
	count(member.security_roles) > 0
	not member in _gone
}

_roles[course.id] contains role if {
	some course in input.courses
	some role in course.for_roles
}

# What is recent enough at the assessment.
_recent contains [completion.person, role] if {
	some completion in input.completions
	seen.days(completion.completed, data.assay.now) <= data.assay.params["max-role-training-days"]
	some role in _roles[completion.course]
}

# What was recent enough at the collection.
_recent_then contains [completion.person, role] if {
	some completion in input.completions
	seen.days_then(completion.completed) <= data.assay.params["max-role-training-days"]
	some role in _roles[completion.course]
}

# Completions later than the evidence: something is wrong with the records.
_planned contains [completion.person, role] if {
	some completion in input.completions
	dates.after(completion.completed, seen.at)
	some role in _roles[completion.course]
}
