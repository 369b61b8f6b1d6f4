# METADATA
# title: Administrators have an ordinary account too
# description: |
#   The rules ask that people with administrative rights use an ordinary
#   account for everything else.
#   We read that the owner of each privileged account also has an ordinary
#   one. Having it is not using it: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.1.6[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AC-6(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.6_obj.b]
#     nist-800-53: [ac-6.2]
#   remediation: Give each administrator listed an ordinary account for daily work.
package policies.common.iam.separate_admin

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every account that is privileged, and each whose rights are not known, which stays undecided
# entrypoint: true
subjects contains account.id if {
	some account in input.accounts
	account.privileged != false
}

# METADATA
# description: one outcome per privileged account
# entrypoint: true
observations contains observe.pass(account.id, "owner has an ordinary account") if {
	some account in _administrators
	account.owner in _ordinary_owners
}

observations contains observe.fail(account.id, "owner has no ordinary account") if {
	some account in _administrators
	texts.given(account.owner)
	not account.owner in _ordinary_owners
}

observations contains observe.skip(account.id, "not an enabled account of a person") if {
	some account in input.accounts
	account.privileged == true
	not account in _administrators
	account.type != "unknown"
}

_administrators contains account if {
	some account in input.accounts
	account.privileged == true
	account.type == "person"
	not account.enabled == false
}

_ordinary_owners contains account.owner if {
	some account in input.accounts
	account.privileged == false
	account.type == "person"
	account.enabled == true
	texts.given(account.owner)
}
