# METADATA
# title: The roles that may manage logging are named
# description: |
#   The rule asks that the subset of privileged users who may manage audit
#   logging is defined.
#   We read that each audit store names the roles that were approved for it.
#   Whether they are few, and the right ones, is for a person to judge; that
#   no others can is another objective.
# related_resources:
#   - description: SP 800-171A, 3.3.9[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: EXAMINE
#   severity: low
#   decides:
#     cmmc: [au.l2-3.3.9_obj.a]
#   remediation: Approve the roles that may manage logging in each store listed, and record them.
package policies.common.audit.managers_named

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("%d approved roles", [count(store.authorized_managers)])) if {
	some store in input.stores
	store.purpose == "audit"
	count(store.authorized_managers) > 0
}

observations contains observe.fail(store.id, "no role was approved") if {
	some store in input.stores
	store.purpose == "audit"
	count(store.authorized_managers) == 0
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}
