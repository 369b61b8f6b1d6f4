# METADATA
# title: Accounts that are not used are disabled
# description: |
#   The rules ask that an account is disabled after a defined time without
#   use.
#   We read the last sign-in of each enabled account, or its creation when it
#   was never used. One that had been idle for too long when the store was read
#   fails; one that has become so since is undecided, because it may have been
#   used or disabled. An account that the store cannot date stays undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(03)(d)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.5.6[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-inactive-days:
#       description: days without use before an account must be disabled
#       controls: [ac-02.03_odp.02]
#   needs: [now]
#   decides:
#     cmmc: [ia.l2-3.5.6_obj.b]
#     nist-800-53: [ac-2.3_obj.d]
#   informs:
#     hipaa: [hipaa-164.308.a.4.ii.c]
#   remediation: Disable each account listed, and let the identity store do so by itself from now on.
package policies.common.iam.inactive

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, sprintf("used %d days ago", [idle])) if {
	some [account, last] in _used
	account.enabled == true
	idle := seen.days(last, data.assay.now)
	idle <= data.assay.params["max-inactive-days"]
}

observations contains observe.fail(account.id, sprintf("not used for %d days, at most %d allowed", [idle, limit])) if {
	limit := data.assay.params["max-inactive-days"]
	some [account, last] in _used
	account.enabled == true
	idle := seen.days_then(last)
	idle > limit
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.enabled == false
}

# Each account with its last use, or its creation where there was none.
_used := array.concat(
	[[account, account.last_used] |
		some account in input.accounts
		is_string(account.last_used)
	],
	[[account, account.created] |
		some account in input.accounts
		is_null(account.last_used)
	],
)
