# METADATA
# title: Old passwords are not used again
# description: |
#   The rule asks that a number of earlier passwords is set and refused.
#   We read how many earlier passwords each place remembers.
# related_resources:
#   - description: SP 800-171A, 3.5.8[a] and 3.5.8[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   params:
#     min-password-history:
#       description: earlier passwords that must be refused
#   decides:
#     cmmc: [ia.l2-3.5.8_obj.a, ia.l2-3.5.8_obj.b]
#   informs:
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Raise the password history of each place listed.
package policies.common.password.history

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("refuses %d earlier passwords", [policy.history])) if {
	some policy in input.policies
	policy.passwords_accepted
	policy.history >= data.assay.params["min-password-history"]
}

observations contains observe.fail(policy.id, sprintf("refuses %d earlier passwords", [policy.history])) if {
	some policy in input.policies
	policy.passwords_accepted
	is_number(policy.history)
	policy.history < data.assay.params["min-password-history"]
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
