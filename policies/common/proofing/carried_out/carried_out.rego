# METADATA
# title: Identities are proofed before an account is given
# description: |
#   The rules ask that users are proofed at the level their account needs: one
#   person, evidence presented, collected, validated and verified by defined
#   methods, address confirmed by another channel.
#   We read, as far as it is asked for, what the registration authority recorded
#   of each account. Whether the work was good, and accounts without a record,
#   are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-12, IA-12(2), IA-12(3) and IA-12(5)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [identity-proofing]
#   applies-to: [organization, identity-provider]
#   method: EXAMINE
#   severity: moderate
#   params:
#     proofing-methods:
#       description: methods by which evidence may be verified
#       controls: [ia-12.03_odp]
#     proofing-steps:
#       description: level, unique, presented, collected, validated, verified, method or address, as on record
#   remediation: Proof the identity of each person listed again, or suspend the account.
package policies.common.proofing.carried_out

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains record.id if some record in input.records

# METADATA
# description: one outcome per account; each thing that is wrong
# entrypoint: true
observations contains observe.pass(record.id, concat(", ", _asked)) if {
	some record in _used
	facts.kept(_known, record.id, _asked)
}

observations contains observe.fail(record.id, sprintf("not so: %s", [fact])) if {
	some record in _used
	some fact in facts.broken(_known, record.id, _asked)
}

observations contains observe.skip(record.id, "needs no identity proofing") if {
	some record in input.records
	record.needed == false
}

_asked := data.assay.params["proofing-steps"]

_used contains record if {
	some record in input.records
	record.needed == true
}

_known contains [record.id, "level", record.level >= record.required_level] if {
	some record in input.records
	is_number(record.level)
	is_number(record.required_level)
}

_known contains [record.id, "unique", record.unique] if some record in input.records

_known contains [record.id, "presented", record.presented] if some record in input.records

_known contains [record.id, "collected", record.collected] if some record in input.records

_known contains [record.id, "validated", record.validated] if some record in input.records

_known contains [record.id, "verified", record.verified] if some record in input.records

_known contains [record.id, "method", record.method in data.assay.params["proofing-methods"]] if {
	some record in input.records
	record.method != "unknown"
}

_known contains [record.id, "address", record.address_confirmed] if some record in input.records
