# METADATA
# title: Audit stores hold as much as must be kept
# description: |
#   The rule asks that room for audit records is set aside according to how long
#   they are kept.
#   We read, for each audit store, how much is written on an ordinary day and
#   how much room was set aside, and multiply the former with the days records
#   must be kept; or that the store grows with what is written.
# related_resources:
#   - description: SP 800-53 Rev. 5, AU-4
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: low
#   params:
#     min-retention-days:
#       description: days an audit record must be kept
#       controls: [au-04_odp]
#   decides:
#     nist-800-53: [au-4_obj]
#   remediation: Set more room aside for each store listed, or move its records to one that grows.
package policies.common.audit.capacity

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "grows with what is written") if {
	some store in input.stores
	store.purpose == "audit"
	store.grows == true
}

observations contains observe.pass(store.id, _room[store.id]) if {
	some store in input.stores
	store.purpose == "audit"
	store.capacity_gb >= _daily[store.id] * data.assay.params["min-retention-days"]
}

observations contains observe.fail(store.id, _room[store.id]) if {
	some store in input.stores
	store.purpose == "audit"
	store.grows == false
	store.capacity_gb < _daily[store.id] * data.assay.params["min-retention-days"]
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

# Gigabytes that are written on an ordinary day, where that is known.
_daily[store.id] := store.daily_gb if {
	some store in input.stores
	store.daily_gb > 0
}

_room[store.id] := sprintf("room for %d days", [floor(store.capacity_gb / _daily[store.id])]) if {
	some store in input.stores
	is_number(store.capacity_gb)
}
