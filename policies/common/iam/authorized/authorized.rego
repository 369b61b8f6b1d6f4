# METADATA
# title: Every account in use was approved
# description: |
#   The rules ask that access is given only on a valid authorization.
#   We read that each enabled account carries the name of an approver other
#   than its owner, however that is written, and a day of approval that had come
#   when the store was read. Where the owner is not known, nobody can tell the
#   two apart, and the account stays undecided. What the approver considered is
#   not seen.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02i.01
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.1[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(4)(ii)(B)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [ac.l2-3.1.1_obj.a, ac.l1-b.1.i_obj.3.1.1.a]
#     nist-800-53: [ac-2_obj.i.1, ac-2_obj.d.1]
#   supports:
#     cmmc: [ac.l2-3.1.1_obj.d, ac.l1-b.1.i_obj.3.1.1.d]
#   remediation: Have each account listed approved by its manager, record who and when, or disable it.
package policies.common.iam.authorized

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "approved") if {
	some account in input.accounts
	account.enabled == true
	texts.given(account.approved_by)
	texts.given(account.owner)
	seen.happened(account.approved_on)
	not _same(account.approved_by, account.owner)
}

observations contains observe.fail(account.id, "no approval recorded") if {
	some account in input.accounts
	account.enabled == true
	is_null(account.approved_by)
}

observations contains observe.fail(account.id, "approved by its own owner") if {
	some account in input.accounts
	account.enabled == true
	texts.given(account.approved_by)
	texts.given(account.owner)
	_same(account.approved_by, account.owner)
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.enabled == false
}

_same(approver, owner) if lower(trim_space(approver)) == lower(trim_space(owner))
