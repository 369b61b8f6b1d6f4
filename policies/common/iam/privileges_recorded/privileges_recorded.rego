# METADATA
# title: Privileged accounts are identified
# description: |
#   The rules ask that privileged accounts are known as such, before anything
#   can be asked of them.
#   We read that the identity store says of each account whether it is
#   privileged, and that a privileged one names the roles that make it so. A
#   store that calls none privileged identifies none. We see the accounts of
#   identity providers; a component with accounts of its own must be listed as
#   one. Whether the roles are right is for the access review.
# related_resources:
#   - description: SP 800-171A, 3.1.5[a] and 3.5.3[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53A Rev. 5, AC-02d.03[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   decides:
#     cmmc: [ac.l2-3.1.5_obj.a, ia.l2-3.5.3_obj.a]
#   supports:
#     nist-800-53: [ac-2_obj.d.3-1]
#   remediation: Record the roles of each account listed in the identity store.
package policies.common.iam.privileges_recorded

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.skip(account.id, "not privileged") if {
	some account in input.accounts
	account.privileged == false
}

observations contains observe.pass(account.id, "privileged, roles recorded") if {
	some account in input.accounts
	account.privileged == true
	some role in account.roles
	texts.given(role)
}

observations contains observe.fail(account.id, "privileged without a recorded role") if {
	some account in input.accounts
	account.privileged == true
	not account.enabled == false
	count(account.roles) == 0
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.privileged == true
	account.enabled == false
	count(account.roles) == 0
}
