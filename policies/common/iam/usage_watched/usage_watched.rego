# METADATA
# title: Privileged accounts are watched for atypical use
# description: |
#   The rule asks that accounts are monitored for atypical use, privileged ones
#   at least, and that it is reported.
#   We read, as far as it is asked for, what the store says of each enabled
#   privileged account. How good the mechanism is, and accounts of other stores,
#   are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(12)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     usage-terms:
#       description: "what is done: monitored, reported"
#   remediation: Let the mechanism watch each account listed and report to the security officer.
package policies.common.iam.usage_watched

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

observations contains observe.skip(account.id, "not privileged") if {
	some account in input.accounts
	account.privileged == false
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.privileged == true
	account.enabled == false
}

_asked := data.assay.params["usage-terms"]

_used contains account if {
	some account in input.accounts
	account.privileged == true
	account.enabled == true
}

_known contains [account.id, "monitored", account.usage_monitored] if some account in input.accounts

_known contains [account.id, "reported", account.usage_reported] if some account in input.accounts
