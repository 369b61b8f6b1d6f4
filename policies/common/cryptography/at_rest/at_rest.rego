# METADATA
# title: Stored data is protected by validated cryptography
# description: |
#   The rules ask for FIPS-validated cryptography where it protects the
#   confidentiality of controlled or federal information.
#   We read, for each store of such information, that its module is said to
#   have an active CMVP certificate. The certificate number is not looked up
#   here, and whether the module runs in its approved mode is not seen, nor
#   are other places where cryptography protects such information, such as
#   hosts, remote sessions and backups: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-13b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171 Rev. 2, 3.13.11
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: Cryptographic Module Validation Program
#     ref: https://csrc.nist.gov/projects/cryptographic-module-validation-program
# custom:
#   evidence: [storage-encryption]
#   applies-to: [database, storage]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [sc.l2-3.13.11_obj.a]
#     nist-800-53: [sc-13_obj.b]
#   informs:
#     hipaa: [hipaa-164.312.a.2.iv]
#   remediation: Use a module with an active CMVP certificate in its approved mode for each store listed.
package policies.common.cryptography.at_rest

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "module with an active certificate") if {
	some store in _protected
	store.encrypted == true
	texts.given(store.module.certificate)
	store.module.status == "active"
}

observations contains observe.fail(store.id, "module is not validated") if {
	some store in _protected
	store.module.status == "none"
}

observations contains observe.fail(store.id, sprintf("validation of the module is %s", [status])) if {
	some store in _protected
	status := store.module.status
	status in {"historical", "revoked"}
}

observations contains observe.fail(store.id, "not encrypted") if {
	some store in _protected
	store.encrypted == false
}

observations contains observe.skip(store.id, "holds neither CUI nor federal information") if {
	some store in input.stores
	count(store.holds) > 0
	count(_asking(store.holds)) == 0
}

# A store that does not say what it holds counts as one that must be protected.
_protected contains store if {
	some store in input.stores
	count(store.holds) == 0
}

_protected contains store if {
	some store in input.stores
	count(_asking(store.holds)) > 0
}

_asking(holds) := {holding |
	some holding in holds
	holding in {"cui", "federal"}
}
