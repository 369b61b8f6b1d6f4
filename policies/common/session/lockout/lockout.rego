# METADATA
# title: Guessing passwords is stopped
# description: |
#   The rules ask for a limit on failed sign-ins in a row, and for a lockout
#   when it is reached.
#   We read the limit, the time over which failures are counted, and the lockout
#   of each place. A lockout that only an administrator lifts counts as long
#   enough.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-07a. and AC-07b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.8[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-failed-sign-ins:
#       description: failed sign-ins in a row before a lockout
#       controls: [ac-07_odp.01]
#     min-attempt-window-minutes:
#       description: minutes over which failed sign-ins are counted, at least
#       controls: [ac-07_odp.02]
#     min-lockout-minutes:
#       description: minutes a lockout lasts at least
#       controls: [ac-07_odp.04]
#   decides:
#     cmmc: [ac.l2-3.1.8_obj.b]
#     nist-800-53: [ac-7_obj.a, ac-7_obj.b]
#   informs:
#     hipaa: [hipaa-164.308.a.5.ii.c]
#   remediation: Set the limit and the lockout of each place listed.
package policies.common.session.lockout

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("locks after %d failures", [policy.max_attempts])) if {
	some policy in input.policies
	policy.users == "people"
	policy.max_attempts > 0
	policy.max_attempts <= data.assay.params["max-failed-sign-ins"]
	policy.attempt_window_minutes >= data.assay.params["min-attempt-window-minutes"]
	_long(policy.lockout_minutes)
}

observations contains observe.fail(policy.id, "failed sign-ins are not limited") if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.max_attempts)
}

observations contains observe.fail(policy.id, sprintf("locks after %d failures", [policy.max_attempts])) if {
	some policy in input.policies
	policy.users == "people"
	policy.max_attempts > data.assay.params["max-failed-sign-ins"]
}

observations contains observe.fail(policy.id, sprintf("counts failures for %d minutes only", [minutes])) if {
	some policy in input.policies
	policy.users == "people"
	minutes := policy.attempt_window_minutes
	is_number(minutes)
	minutes < data.assay.params["min-attempt-window-minutes"]
}

observations contains observe.fail(policy.id, sprintf("locks for %d minutes only", [policy.lockout_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	is_number(policy.lockout_minutes)
	not _long(policy.lockout_minutes)
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}

# Zero: until an administrator releases it.
_long(0)

_long(minutes) if minutes >= data.assay.params["min-lockout-minutes"]
