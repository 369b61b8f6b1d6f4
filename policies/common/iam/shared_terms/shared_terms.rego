# METADATA
# title: Shared accounts have a reason, and people sign in as themselves first
# description: |
#   The rules ask that shared accounts are used only under defined conditions,
#   and that each person is authenticated before using one.
#   We read, as far as it is asked for, that each enabled shared account has a
#   written purpose, was approved, and is reached only after an own sign-in.
#   Whether the reason is good, and accounts of other stores, are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(09) and IA-02(05)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     shared-terms:
#       description: "what a shared account must have: purpose, approved, own-sign-in"
#   remediation: Close each shared account listed, or write down its need, approve it and put it behind a vault.
package policies.common.iam.shared_terms

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

observations contains observe.skip(account.id, "not shared") if {
	some account in input.accounts
	not account.type in {"shared", "unknown"}
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.type == "shared"
	account.enabled == false
}

_asked := data.assay.params["shared-terms"]

_used contains account if {
	some account in input.accounts
	account.type == "shared"
	account.enabled == true
}

_known contains [account.id, "purpose", facts.written(account.purpose)] if some account in input.accounts

_known contains [account.id, "approved", value] if {
	some account in input.accounts
	value := facts.approved(account.approved_by, account.approved_on, null)
}

_known contains [account.id, "own-sign-in", value] if {
	some account in input.accounts
	value := account.individual_sign_in_first
}
