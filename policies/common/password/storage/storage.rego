# METADATA
# title: Passwords are stored so that nobody can read them
# description: |
#   The rules ask that stored passwords are protected by cryptography, by a
#   salted key derivation function where NIST is followed.
#   We read how each place says it stores passwords.
# related_resources:
#   - description: SP 800-171A, 3.5.10[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53A Rev. 5, IA-05(01)(d)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   params:
#     approved-password-storage:
#       description: ways to store passwords that are accepted
#   decides:
#     cmmc: [ia.l2-3.5.10_obj.a]
#     nist-800-53: [ia-5.1_obj.d]
#   supports:
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Move each place listed to a salted key derivation function and let users choose new passwords.
package policies.common.password.storage

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("stored as %s", [policy.storage])) if {
	some policy in input.policies
	policy.passwords_accepted
	policy.storage in data.assay.params["approved-password-storage"]
}

observations contains observe.fail(policy.id, sprintf("stored as %s", [policy.storage])) if {
	some policy in input.policies
	policy.passwords_accepted
	policy.storage != "unknown"
	not policy.storage in data.assay.params["approved-password-storage"]
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
