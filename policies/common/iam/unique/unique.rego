# METADATA
# title: One person, one account name
# description: |
#   The rules ask that every user has a name or number of their own, so that
#   what is done can be traced to one person.
#   We read that each account of a person names that person, that no account
#   is shared, and that no id comes twice. Service and device accounts are
#   not people; emergency accounts are shared by design and judged by their
#   use.
# related_resources:
#   - description: 45 CFR 164.312(a)(2)(i)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-171A, 3.5.1[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53A Rev. 5, IA-02[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [ia.l2-3.5.1_obj.a, ia.l1-b.1.v_obj.3.5.1.a]
#     hipaa: [hipaa-164.312.a.2.i]
#   supports:
#     nist-800-53: [ia-4_obj.b]
#   remediation: Give each person listed an account of their own and close the shared one.
package policies.common.iam.unique

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "belongs to one person") if {
	some account in input.accounts
	account.type == "person"
	texts.given(account.owner)
	not account.id in _doubled
}

observations contains observe.fail(account.id, "shared by several people") if {
	some account in input.accounts
	account.type == "shared"
	not account.enabled == false
}

observations contains observe.fail(account.id, "the id is used twice") if {
	some account in input.accounts
	account.id in _doubled
}

observations contains observe.skip(account.id, sprintf("%s account, not a person", [account.type])) if {
	some account in input.accounts
	account.type in {"service", "device", "emergency"}
	not account.id in _doubled
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.type == "shared"
	account.enabled == false
	not account.id in _doubled
}

observations contains observe.pass(account.id, "temporary account of one person") if {
	some account in input.accounts
	account.type == "temporary"
	texts.given(account.owner)
	not account.id in _doubled
}

_doubled contains id if {
	some place, id in _ids
	_ids[place + 1] == id
}

_ids := sort([account.id | some account in input.accounts])
