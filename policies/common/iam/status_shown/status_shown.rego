# METADATA
# title: The status of each person can be told from the account
# description: |
#   The rule asks that individual identifiers show defined characteristics, such
#   as contractor or foreign national.
#   We read that each account of a person says of each characteristic asked for
#   whether it applies. Whether it is right, and accounts of other stores, are
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-04(04)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   params:
#     user-characteristics:
#       description: characteristics that an account must show
#       controls: [ia-04.04_odp]
#   supports:
#     nist-800-53: [ia-4.4_obj]
#   remediation: Record the status of each person listed in the identity store.
package policies.common.iam.status_shown

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

observations contains observe.skip(account.id, "not an account of a person") if {
	some account in input.accounts
	not account.type in {"person", "unknown"}
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	account.type == "person"
	account.enabled == false
}

_asked := ["every characteristic"]

_used contains account if {
	some account in input.accounts
	account.type == "person"
	account.enabled == true
}

_known contains [account.id, "every characteristic", true] if {
	some account in input.accounts
	said := {state.name | some state in account.status; is_boolean(state.applies)}
	every name in data.assay.params["user-characteristics"] {
		name in said
	}
}

_known contains [account.id, "every characteristic", false] if {
	some account in input.accounts
	is_array(account.status)
	named := {state.name | some state in account.status}
	some name in data.assay.params["user-characteristics"]
	not name in named
}
