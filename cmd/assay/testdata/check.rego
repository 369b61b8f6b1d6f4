# METADATA
# title: A check of the team's own
# description: Accounts are as the team wants them.
# related_resources:
#   - description: our own rule
#     ref: https://example.org/rules
# custom:
#   evidence: [iam-accounts]
#   method: TEST
#   severity: high
#   decides: {cmmc: [ia.l2-3.5.1_obj.c]}
#   remediation: Correct each account listed.
package PACKAGE

import data.policies.lib.observe

# METADATA
# description: every account
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "seen") if {
	some account in input.accounts
	CONDITION
}
