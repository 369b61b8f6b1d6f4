# METADATA
# title: Audit records carry comparable times
# description: |
#   The rule asks that times in audit records are fine enough and refer to
#   Coordinated Universal Time.
#   We read that each audit store marks its times as UTC or with an offset,
#   to the second or finer.
# related_resources:
#   - description: SP 800-53A Rev. 5, AU-08b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: low
#   decides:
#     nist-800-53: [au-8_obj.b]
#   remediation: Write times of each store listed in UTC or with their offset.
package policies.common.audit.timestamps

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "times refer to UTC") if {
	some store in input.stores
	store.purpose == "audit"
	store.utc_timestamps == true
}

observations contains observe.fail(store.id, "times do not refer to UTC") if {
	some store in input.stores
	store.purpose == "audit"
	store.utc_timestamps == false
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}
