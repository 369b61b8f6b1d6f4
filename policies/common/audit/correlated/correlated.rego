# METADATA
# title: Audit records are analysed in one place
# description: |
#   The rules ask that audit records of different stores are analysed and
#   correlated, and that review, analysis and reporting are integrated by
#   automated means.
#   We read, for each audit store, where its records are analysed together with
#   those of others. What the analysis looks for is not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, AU-6(1) and AU-6(3)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [au-6.1_obj, au-6.3_obj]
#   remediation: Connect each store listed with the place where records are analysed.
package policies.common.audit.correlated

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("in %s", [store.correlated_in])) if {
	some store in input.stores
	store.purpose == "audit"
	texts.given(store.correlated_in)
}

observations contains observe.fail(store.id, "analysed alone, or not at all") if {
	some store in input.stores
	store.purpose == "audit"
	is_null(store.correlated_in)
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}
