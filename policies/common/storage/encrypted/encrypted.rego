# METADATA
# title: Stored data is encrypted
# description: |
#   The rules ask that information at rest is protected from disclosure.
#   We read each store that holds something in need of protection: it is
#   encrypted by the platform. A store whose content is not stated counts as
#   in need.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-28(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.16
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: 45 CFR 164.312(a)(2)(iv)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [storage-encryption]
#   applies-to: [database, storage]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [sc.l2-3.13.16_obj.a]
#     hipaa: [hipaa-164.312.a.2.iv]
#     nist-800-53: [sc-28.1_obj-1]
#   supports:
#     nist-800-53: [sc-28]
#   remediation: >-
#     Encrypt each store listed; where that cannot be done in place, copy the
#     data to an encrypted one and destroy the old.
package policies.common.storage.encrypted

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "encrypted at rest") if {
	some store in _protected
	store.encrypted == true
}

observations contains observe.fail(store.id, "not encrypted at rest") if {
	some store in _protected
	store.encrypted == false
}

observations contains observe.skip(store.id, "holds public information only") if {
	some store in input.stores
	{holding | some holding in store.holds} == {"public"}
}

_protected contains store if {
	some store in input.stores
	{holding | some holding in store.holds} != {"public"}
}
