# METADATA
# title: The second factor is a separate device of the strength asked for
# description: |
#   The rule asks that one factor comes from a device separate from the system
#   that gains access, and that it meets a defined strength.
#   We read, as far as it is asked for, what the store says of the factor of
#   each account that can sign in. Accounts of other stores are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-02(06)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     factor-terms:
#       description: "what the factor must be: separate, validated"
#   remediation: Give each person listed a separate authenticator of the strength asked for.
package policies.common.iam.factor_device

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

observations contains observe.skip(account.id, "cannot sign in") if {
	some account in input.accounts
	account.interactive == false
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.interactive == true
	account.enabled == false
}

_asked := data.assay.params["factor-terms"]

_used contains account if {
	some account in input.accounts
	account.interactive == true
	account.enabled == true
}

_known contains [account.id, "separate", account.factor_separate] if some account in input.accounts

_known contains [account.id, "validated", account.factor_validated] if some account in input.accounts
