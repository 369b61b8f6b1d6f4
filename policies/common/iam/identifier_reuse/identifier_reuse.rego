# METADATA
# title: Identifiers that were given up are not given again too soon
# description: |
#   The rules ask that an identifier is not used again for a set time.
#   We read, for each account, when its identifier was given up before, if it
#   was, and whether the register of those reaches back far enough to know. What
#   keeps others from being given again is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-04d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.5.5[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   params:
#     min-reuse-days:
#       description: days for which an identifier must not be given again
#       controls: [ia-04_odp.02]
#   supports:
#     cmmc: [ia.l2-3.5.5_obj.b]
#     nist-800-53: [ia-4_obj.d]
#   remediation: Give each account listed another identifier, and keep those given up blocked.
package policies.common.iam.identifier_reuse

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "not given up before") if {
	some account in _known
	not account.id in _given_up
}

observations contains observe.pass(account.id, "given again after the time") if {
	some [account, days] in _again
	days >= data.assay.params["min-reuse-days"]
}

observations contains observe.fail(account.id, sprintf("given again after %d days", [days])) if {
	some [account, days] in _again
	days >= 0
	days < data.assay.params["min-reuse-days"]
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.enabled == false
}

# Accounts of which the register is long enough to say whether their name was
# given up within the time before they were made.
_known contains account if {
	some account in input.accounts
	account.enabled == true
	seen.happened(account.created)
	dates.days(input.retired.since, account.created) >= data.assay.params["min-reuse-days"]
}

_given_up contains identifier.id if some identifier in input.retired.identifiers

_again contains [account, days] if {
	some account in input.accounts
	account.enabled == true
	seen.happened(account.created)
	some identifier in input.retired.identifiers
	identifier.id == account.id
	days := dates.days(identifier.retired_on, account.created)
}
