# METADATA
# title: Every process account has an owner and a purpose
# description: |
#   The rules ask that processes acting for users are identified, not only
#   the users themselves.
#   We read that each service or device account names the person who answers
#   for it and what it is for.
# related_resources:
#   - description: SP 800-171A, 3.1.1[b] and 3.5.1[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AC-2
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   decides:
#     cmmc: [ac.l2-3.1.1_obj.b, ia.l2-3.5.1_obj.b, ac.l1-b.1.i_obj.3.1.1.b, ia.l1-b.1.v_obj.3.5.1.b]
#   remediation: Record an owner and a purpose for each account listed, or remove the account.
package policies.common.iam.service_owner

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "owner and purpose recorded") if {
	some account in input.accounts
	account.type in _processes
	texts.given(account.owner)
	texts.given(account.purpose)
}

observations contains observe.fail(account.id, "no owner recorded") if {
	some account in input.accounts
	account.type in _processes
	is_null(account.owner)
}

observations contains observe.fail(account.id, "no purpose recorded") if {
	some account in input.accounts
	account.type in _processes
	is_null(account.purpose)
}

observations contains observe.skip(account.id, "account of a person") if {
	some account in input.accounts
	not account.type in _processes
	account.type != "unknown"
}

_processes := {"service", "device"}
