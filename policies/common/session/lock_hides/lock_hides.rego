# METADATA
# title: A locked screen shows nothing
# description: |
#   The rules ask that what was visible is hidden while a session is locked.
#   We read that each place locks, and hides its content while locked. One that
#   ends the session instead is undecided: what stays on the screen is not seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, AC-11(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.1.10[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: low
#   decides:
#     cmmc: [ac.l2-3.1.10_obj.c]
#     nist-800-53: [ac-11.1]
#   remediation: Let the lock of each place listed cover the whole screen.
package policies.common.session.lock_hides

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, "content is hidden while locked") if {
	some policy in input.policies
	policy.users == "people"
	policy.lock_minutes > 0
	policy.lock_hides_content == true
}

observations contains observe.fail(policy.id, "neither locks nor ends") if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.lock_minutes)
	is_null(policy.end_minutes)
}

observations contains observe.fail(policy.id, "content stays visible while locked") if {
	some policy in input.policies
	policy.users == "people"
	policy.lock_hides_content == false
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}
