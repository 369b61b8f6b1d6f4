# METADATA
# title: Audit records can be searched and sorted by what matters
# description: |
#   The rules ask for a way to process, sort and search audit records by defined
#   fields.
#   We read by which fields the records of each audit store can be searched and
#   sorted, and compare them with those asked for.
# related_resources:
#   - description: SP 800-53A Rev. 5, AU-07(01)[01] and AU-07(01)[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.3.6[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: low
#   params:
#     search-fields:
#       description: fields by which records must be found
#       controls: [au-07.01_odp]
#   decides:
#     nist-800-53: [au-7.1_obj-1, au-7.1_obj-2]
#   supports:
#     cmmc: [au.l2-3.3.6_obj.a]
#   remediation: Index the missing fields of each store listed.
package policies.common.audit.searchable

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "by every field asked for") if {
	some store in input.stores
	store.purpose == "audit"
	count(_missing(store.search_fields)) == 0
}

observations contains observe.fail(store.id, sprintf("not by %s", [concat(", ", missing)])) if {
	some store in input.stores
	store.purpose == "audit"
	missing := _missing(store.search_fields)
	count(missing) > 0
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_missing(fields) := {field |
	some field in data.assay.params["search-fields"]
	not field in fields
}
