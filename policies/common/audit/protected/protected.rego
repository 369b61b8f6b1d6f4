# METADATA
# title: Audit records cannot be changed or deleted
# description: |
#   The rules ask that audit information is safe from change and deletion by
#   those who should not.
#   We read that each audit store is write-once and refuses deletion before
#   the retention ends, for everyone. A store that only limits who may change
#   records does not pass: an administrator who turns hostile is the case the
#   rule is for.
# related_resources:
#   - description: SP 800-171A, 3.3.8[b] and 3.3.8[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AU-9
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [au.l2-3.3.8_obj.b, au.l2-3.3.8_obj.c]
#   supports:
#     nist-800-53: [au-9_obj.a]
#   informs:
#     hipaa: [hipaa-164.312.b]
#   remediation: Turn on object lock or write-once storage for each store listed.
package policies.common.audit.protected

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "write-once and protected from deletion") if {
	some store in input.stores
	store.purpose == "audit"
	store.immutable == true
	store.delete_protected == true
}

observations contains observe.fail(store.id, "records can be changed") if {
	some store in input.stores
	store.purpose == "audit"
	store.immutable == false
}

observations contains observe.fail(store.id, "records can be deleted early") if {
	some store in input.stores
	store.purpose == "audit"
	store.delete_protected == false
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}
