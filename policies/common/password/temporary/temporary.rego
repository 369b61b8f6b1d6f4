# METADATA
# title: Temporary passwords are changed at first use
# description: |
#   The rules ask that a temporary password, or one given after recovery, is
#   replaced at once.
#   We read that each place forces the change.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.5.9
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: SP 800-53A Rev. 5, IA-05(01)(e)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [ia.l2-3.5.9_obj.a]
#     nist-800-53: [ia-5.1_obj.e]
#   informs:
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Force a change of temporary passwords at each place listed.
package policies.common.password.temporary

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "temporary passwords must be changed at once") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.temporary_must_change == true
}

observations contains observe.fail(policy.id, "temporary passwords may be kept") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.temporary_must_change == false
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
