# METADATA
# title: Accounts past their end are disabled
# description: |
#   The rule asks that an account is disabled within a set time once it has
#   expired.
#   We read the end that an account carries, whether it could still be used
#   after it when the store was read, and, of one that is disabled, when it was.
#   One that has come to its end since is undecided: nobody knows whether it was
#   disabled then. Accounts that the store says have no end are not judged;
#   where it does not say, the account stays undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(03)(a)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-hours-after-expiry:
#       description: hours from its end until an account is disabled
#       controls: [ac-02.03_odp.01]
#   needs: [now]
#   decides:
#     nist-800-53: [ac-2.3_obj.a]
#   remediation: Disable each account listed or extend it with a new approval.
package policies.common.iam.expired

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every account but those that have no end
# entrypoint: true
subjects contains account.id if {
	some account in input.accounts
	not account.id in _endless
}

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "not yet expired") if {
	some account in input.accounts
	dates.after(account.expires, data.assay.now)
}

observations contains observe.pass(account.id, "disabled in time") if {
	some account in input.accounts
	account.enabled == false
	dates.until(account.expires, data.assay.now)
	seen.happened(account.disabled_on)
	dates.hours(account.expires, account.disabled_on) <= data.assay.params["max-hours-after-expiry"]
}

observations contains observe.fail(account.id, "disabled too late after its end") if {
	some account in input.accounts
	account.enabled == false
	seen.happened(account.disabled_on)
	dates.hours(account.expires, account.disabled_on) > data.assay.params["max-hours-after-expiry"]
}

observations contains observe.fail(account.id, "expired and still enabled") if {
	some account in input.accounts
	account.enabled == true
	seen.hours_then(account.expires) > data.assay.params["max-hours-after-expiry"]
}

observations contains observe.skip(account.id, "expired just now") if {
	some account in input.accounts
	account.enabled == true
	seen.hours(account.expires, data.assay.now) <= data.assay.params["max-hours-after-expiry"]
}

_endless contains account.id if {
	some account in input.accounts
	is_null(account.expires)
}
