# METADATA
# title: Users of other organizations are identified one by one
# description: |
#   The rule asks that non-organizational users, and processes acting for them,
#   are uniquely identified and authenticated.
#   We read that each enabled account of an external user is not shared and
#   names whose it is. How it signs in, and accounts of other stores, are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-08
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [ia-8_obj]
#   remediation: Give each external user listed an account of their own.
package policies.common.iam.external_users

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account; each thing that is wrong
# entrypoint: true
observations contains observe.pass(account.id, concat(", ", _asked)) if {
	some account in _used
	facts.kept(_known, account.id, _asked)
}

observations contains observe.fail(account.id, sprintf("not so: %s", [fact])) if {
	some account in _used
	some fact in facts.broken(_known, account.id, _asked)
}

observations contains observe.skip(account.id, "a user of our own") if {
	some account in input.accounts
	account.organization == "own"
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.organization == "external"
	account.enabled == false
}

_asked := ["of one user", "named"]

_used contains account if {
	some account in input.accounts
	account.organization == "external"
	account.enabled == true
}

_known contains [account.id, "of one user", account.type != "shared"] if {
	some account in input.accounts
	account.type != "unknown"
}

_known contains [account.id, "named", facts.written(account.owner)] if some account in input.accounts
