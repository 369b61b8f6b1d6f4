# METADATA
# title: Keys are rotated in time
# description: |
#   The rules ask that cryptographic keys are established and managed.
#   We read how old the key of each store is at the assessment, whoever holds it:
#   a key grows old by itself, and stays in use until newer evidence shows
#   another. Creation, distribution and destruction of keys, and who may use
#   them, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-12
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.10
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [storage-encryption]
#   applies-to: [database, storage]
#   method: TEST
#   severity: low
#   params:
#     max-key-age-days:
#       description: days a key may be used before it is rotated
#   needs: [now]
#   supports:
#     cmmc: [sc.l2-3.13.10_obj.b]
#     nist-800-53: [sc-12_obj-2]
#   remediation: Rotate the key of each store listed, and let it rotate by itself from now on.
package policies.common.storage.key_rotation

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("key rotated %d days ago", [age])) if {
	some store in _protected
	age := seen.days(store.key.rotated_on, data.assay.now)
	age <= data.assay.params["max-key-age-days"]
}

observations contains observe.fail(store.id, sprintf("key rotated %d days ago", [age])) if {
	some store in _protected
	age := dates.age_days(store.key.rotated_on, data.assay.now)
	age > data.assay.params["max-key-age-days"]
}

observations contains observe.skip(store.id, "holds public information only") if {
	some store in input.stores
	{holding | some holding in store.holds} == {"public"}
}

_protected contains store if {
	some store in input.stores
	{holding | some holding in store.holds} != {"public"}
}
