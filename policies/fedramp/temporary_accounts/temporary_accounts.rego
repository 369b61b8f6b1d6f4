# METADATA
# title: Temporary and emergency accounts end soon after their last use
# description: |
#   The rule asks that temporary and emergency accounts are disabled by
#   themselves within a set time of their last use.
#   We read the last use, or the creation where there was none, of each such
#   account that was still enabled when the store was read, and how long ago
#   that was then: what became of it since is not known, and leaves it
#   undecided. Whether one that is disabled was disabled
#   by itself, and in time, is not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, AC-2(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-temporary-hours:
#       description: hours from last use until a temporary or emergency account is disabled
#       controls: [ac-02.02_odp.02]
#   needs: [now]
#   supports:
#     nist-800-53: [ac-2.2_obj]
#   remediation: Disable each account listed, and let the identity store do so by itself.
package policies.fedramp.temporary_accounts

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every temporary or emergency account, and each of which nobody knows what it stands for
# entrypoint: true
subjects contains account.id if {
	some account in input.accounts
	account.type in {"temporary", "emergency", "unknown"}
}

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "disabled") if {
	some account in input.accounts
	account.type in {"temporary", "emergency"}
	account.enabled == false
}

observations contains observe.fail(account.id, sprintf("enabled %d hours after its last use", [floor(age)])) if {
	some [account, last] in _used
	account.enabled == true
	age := seen.hours_then(last)
	age > data.assay.params["max-temporary-hours"]
}

observations contains observe.skip(account.id, "used just now") if {
	some [account, last] in _used
	account.enabled == true
	seen.hours(last, data.assay.now) <= data.assay.params["max-temporary-hours"]
}

# Each such account with its last use, or its creation where there was none.
_used := array.concat(
	[[account, account.last_used] |
		some account in input.accounts
		account.type in {"temporary", "emergency"}
		is_string(account.last_used)
	],
	[[account, account.created] |
		some account in input.accounts
		account.type in {"temporary", "emergency"}
		is_null(account.last_used)
	],
)
