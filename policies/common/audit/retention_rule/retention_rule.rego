# METADATA
# title: The retention of audit records is set by a rule
# description: |
#   The rule asks that the time audit records are kept is defined.
#   We read that each audit store has a retention and names the document or
#   order that sets it.
# related_resources:
#   - description: SP 800-171A, 3.3.1[e]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: EXAMINE
#   severity: low
#   decides:
#     cmmc: [au.l2-3.3.1_obj.e]
#   remediation: >-
#     Write down how long records of each store listed are kept and why, and
#     name that document in the export.
package policies.common.audit.retention_rule

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "retention set by a named document") if {
	some store in input.stores
	store.purpose == "audit"
	is_number(store.retention_days)
	texts.given(store.retention_rule)
}

observations contains observe.fail(store.id, "no document sets the retention") if {
	some store in input.stores
	store.purpose == "audit"
	is_null(store.retention_rule)
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}
