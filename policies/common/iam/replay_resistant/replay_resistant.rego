# METADATA
# title: Sign-in cannot be replayed
# description: |
#   The rules ask for authentication over the network that a recorded
#   exchange cannot repeat.
#   We read that the identity store marks every way into an account as
#   resistant to replay: challenge, nonce, or mutual TLS. We trust the mark.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.5.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: SP 800-53 Rev. 5, IA-2(8)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [ia.l2-3.5.4_obj.a]
#     nist-800-53: [ia-2.8]
#   remediation: >-
#     Turn off the sign-in methods of each account listed that send a
#     reusable secret without protection.
package policies.common.iam.replay_resistant

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "every way in resists replay") if {
	some account in input.accounts
	account.enabled == true
	account.replay_resistant == true
}

observations contains observe.fail(account.id, "some way in can be replayed") if {
	some account in input.accounts
	account.enabled == true
	account.replay_resistant == false
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.enabled == false
}
