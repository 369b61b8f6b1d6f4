# METADATA
# title: Keys are held by us and rotated
# description: |
#   The rules ask that cryptographic keys are established and managed.
#   We read who holds the key of each store and how old it is at the assessment:
#   a key grows old by itself, and stays in use until newer evidence shows
#   another. Creation, distribution and destruction of keys are not seen: this
#   can show the rule broken, not kept.
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
#   remediation: Move each store listed to a key of our own key service and rotate it.
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
	store.key.managed_by in {"customer-hsm", "customer-kms"}
	age := seen.days(store.key.rotated_on, data.assay.now)
	age <= data.assay.params["max-key-age-days"]
}

observations contains observe.fail(store.id, sprintf("key rotated %d days ago", [age])) if {
	some store in _protected
	age := dates.age_days(store.key.rotated_on, data.assay.now)
	age > data.assay.params["max-key-age-days"]
}

observations contains observe.fail(store.id, "key is held by the provider alone") if {
	some store in _protected
	store.key.managed_by == "provider"
}

observations contains observe.skip(store.id, "holds public information only") if {
	some store in input.stores
	{holding | some holding in store.holds} == {"public"}
}

_protected contains store if {
	some store in input.stores
	{holding | some holding in store.holds} != {"public"}
}
