# METADATA
# title: Accounts of people found to be a risk are disabled at once
# description: |
#   The rule asks that accounts of individuals are disabled within a set time
#   once they are found to be a significant risk.
#   We read when the person of an account was found to be one, and when it was
#   disabled. One that was enabled for too long when the store was read fails;
#   whether it was disabled since is not known. Accounts of other stores are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(13)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: critical
#   params:
#     max-hours-after-risk:
#       description: hours from the discovery of a risk until the account is disabled
#       controls: [ac-02.13_odp.01]
#   supports:
#     nist-800-53: [ac-2.13_obj]
#   remediation: Disable each account listed now.
package policies.common.iam.high_risk

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
observations contains observe.pass(account.id, "disabled in time") if {
	some account in input.accounts
	account.enabled == false
	seen.happened(account.disabled_on)
	dates.hours(account.risk_found_on, account.disabled_on) <= data.assay.params["max-hours-after-risk"]
}

observations contains observe.fail(account.id, "disabled too late after a risk was found") if {
	some account in input.accounts
	account.enabled == false
	dates.hours(account.risk_found_on, account.disabled_on) > data.assay.params["max-hours-after-risk"]
}

observations contains observe.fail(account.id, "still enabled after a risk was found") if {
	some account in input.accounts
	account.enabled == true
	seen.hours_then(account.risk_found_on) > data.assay.params["max-hours-after-risk"]
}

observations contains observe.skip(account.id, "no risk found") if {
	some account in input.accounts
	is_null(account.risk_found_on)
}
