# METADATA
# title: Passwords travel encrypted
# description: |
#   The rules ask that passwords are sent over channels protected by
#   cryptography only.
#   We read that each place accepts passwords over encrypted channels only.
# related_resources:
#   - description: SP 800-171A, 3.5.10[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53A Rev. 5, IA-05(01)(c)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [ia.l2-3.5.10_obj.b]
#     nist-800-53: [ia-5.1_obj.c]
#   informs:
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Refuse sign-in over plain channels at each place listed.
package policies.common.password.transit

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "sent over encrypted channels only") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.encrypted_in_transit == true
}

observations contains observe.fail(policy.id, "can be sent in the clear") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.encrypted_in_transit == false
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
