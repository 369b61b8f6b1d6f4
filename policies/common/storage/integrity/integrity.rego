# METADATA
# title: Stores keep proof that their content is intact
# description: |
#   The rules ask for mechanisms that show whether stored information was
#   altered or destroyed without authority.
#   We read that each store keeps a checksum, a signature or authenticated
#   encryption over its content. That shows decay, and a change behind the
#   back of the platform; a change by somebody with access to the store is
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: 45 CFR 164.312(c)(2)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-53A Rev. 5, SC-28(01)[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [storage-encryption]
#   applies-to: [database, storage]
#   method: TEST
#   severity: moderate
#   supports:
#     hipaa: [hipaa-164.312.c.2]
#     nist-800-53: [sc-28, sc-28.1_obj-2]
#   remediation: Turn on checksums or authenticated encryption for each store listed.
package policies.common.storage.integrity

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("protected by %s", [store.integrity])) if {
	some store in _protected
	store.integrity in {"checksum", "authenticated-encryption", "signed"}
}

observations contains observe.fail(store.id, "nothing would show a change") if {
	some store in _protected
	store.integrity == "none"
}

observations contains observe.skip(store.id, "holds public information only") if {
	some store in input.stores
	{holding | some holding in store.holds} == {"public"}
}

_protected contains store if {
	some store in input.stores
	{holding | some holding in store.holds} != {"public"}
}
