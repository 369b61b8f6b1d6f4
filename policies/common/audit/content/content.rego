# METADATA
# title: Audit records say what they must
# description: |
#   The rules name what an audit record must establish: what happened, when,
#   where, from which source, with which outcome, and by whom.
#   We read the fields that each audit store says its records carry, and
#   compare them with those asked for. That every single record fills them is
#   not seen.
# related_resources:
#   - description: SP 800-53A Rev. 5, AU-03a. to AU-03f.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.3.1[d] and 3.3.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     record-fields:
#       description: fields each record must carry
#   decides:
#     cmmc: [au.l2-3.3.1_obj.d, au.l2-3.3.2_obj.b]
#   remediation: Add the missing fields to the records of each store listed.
package policies.common.audit.content

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "records carry every field asked for") if {
	some store in input.stores
	store.purpose == "audit"
	count(_missing(store.fields)) == 0
}

observations contains observe.fail(store.id, sprintf("records lack %s", [concat(", ", missing)])) if {
	some store in input.stores
	store.purpose == "audit"
	missing := _missing(store.fields)
	count(missing) > 0
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_missing(fields) := {field |
	some field in data.assay.params["record-fields"]
	not field in fields
}
