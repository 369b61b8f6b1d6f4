# METADATA
# title: People with security duties are trained for them
# description: |
#   The rules ask that people with security duties are trained for those
#   duties.
#   We read, for each security role a person has, the last completion of a
#   course made for that role.
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

# METADATA
# description: everyone with security duties
# entrypoint: true
subjects contains member.person if {
	some member in input.workforce
	count(member.security_roles) > 0
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
	not [member.person, role] in _recent
	not [member.person, role] in _undated
}

observations contains observe.skip(member.person, "left") if some member in _gone

_gone contains member if {
	some member in input.workforce
	count(member.security_roles) > 0
	dates.until(member.ended, data.assay.now)
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

_recent contains [completion.person, role] if {
	some completion in input.completions
	dates.age_days(completion.completed, data.assay.now) <= data.assay.params["max-role-training-days"]
	some role in _roles[completion.course]
}

# Completions that have not come yet: something is wrong with the records.
_undated contains [completion.person, role] if {
	some completion in input.completions
	dates.after(completion.completed, data.assay.now)
	some role in _roles[completion.course]
}
