# METADATA
# title: Logging is managed by approved roles only
# description: |
#   The rules ask that nobody but a chosen subset of privileged users can
#   manage audit logging.
#   We read the roles that can change logging in each audit store, and
#   compare them with the roles that were approved for it.
# related_resources:
#   - description: SP 800-171A, 3.3.9[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AU-9(4)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [au.l2-3.3.9_obj.b]
#     nist-800-53: [au-9.4]
#   remediation: Take the right to manage logging from each role listed, or have the role approved.
package policies.common.audit.managers

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "only approved roles") if {
	some store in input.stores
	store.purpose == "audit"
	count(store.managers) > 0
	count(store.authorized_managers) > 0
	count(_unapproved(store.managers, store.authorized_managers)) == 0
}

observations contains observe.fail(store.id, sprintf("not approved: %s", [concat(", ", extra)])) if {
	some store in input.stores
	store.purpose == "audit"
	extra := _unapproved(store.managers, store.authorized_managers)
	count(extra) > 0
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_unapproved(roles, approved) := {role |
	some role in roles
	not role in approved
}
