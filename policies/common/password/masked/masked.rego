# METADATA
# title: Passwords are hidden as they are typed
# description: |
#   The rules ask that feedback during sign-in does not show the secret.
#   We read that each place hides the characters.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.5.11
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: SP 800-53 Rev. 5, IA-6
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   decides:
#     cmmc: [ia.l2-3.5.11_obj.a]
#     nist-800-53: [ia-6]
#   remediation: Hide password input at each place listed.
package policies.common.password.masked

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "hidden as they are typed") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.masked == true
}

observations contains observe.fail(policy.id, "shown as they are typed") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.masked == false
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
