# METADATA
# title: Audit records are safe from change and deletion
# description: |
#   The rules ask that audit information is safe from change and deletion by
#   those who should not.
#   We read that each audit store is write-once, or refuses deletion before
#   the retention ends, for everyone: then nobody can do what the rule
#   forbids. A store that does not fails when roles that nobody approved
#   manage it; where only approved roles do, whether that is protection
#   enough is for a person to judge, and the store stays undecided.
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
#   params:
#     record-threats:
#       description: "what records must be safe from: change, deletion"
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
observations contains observe.pass(store.id, sprintf("safe from %s by anyone", [concat(" and ", _threats)])) if {
	some store in _audit
	every threat in _threats {
		[store.id, threat] in _safe
	}
}

observations contains observe.fail(store.id, sprintf("open to %s by roles not approved: %s", [threat, names])) if {
	some store in _audit
	some threat in _threats
	[store.id, threat] in _open
	is_array(store.authorized_managers)
	extra := {role | some role in store.managers} - {role | some role in store.authorized_managers}
	count(extra) > 0
	names := concat(", ", extra)
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_threats := data.assay.params["record-threats"]

_audit contains store if {
	some store in input.stores
	store.purpose == "audit"
}

_safe contains [store.id, "change"] if {
	some store in _audit
	store.immutable == true
}

_safe contains [store.id, "deletion"] if {
	some store in _audit
	store.delete_protected == true
}

_open contains [store.id, "change"] if {
	some store in _audit
	store.immutable == false
}

_open contains [store.id, "deletion"] if {
	some store in _audit
	store.delete_protected == false
}
