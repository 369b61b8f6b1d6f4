# METADATA
# title: Audit records are kept long enough
# description: |
#   The rules ask that audit records are kept for a defined time, for
#   investigations after the fact.
#   We read the retention configured for each audit store and the oldest
#   record that could be read when the evidence was collected: a store in use
#   for longer than the time must show a record that was that old then; it does
#   not grow into it later. One day of difference is tolerated. No law
#   names one number for all records; the framework or the organization sets
#   it.
# related_resources:
#   - description: SP 800-53 Rev. 5, AU-11
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.3.1[f]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     min-retention-days:
#       description: days an audit record must be kept
#       controls: [au-11_odp]
#   decides:
#     cmmc: [au.l2-3.3.1_obj.f]
#     nist-800-53: [au-11_obj]
#   informs:
#     hipaa: [hipaa-164.312.b]
#   remediation: Raise the retention of each store listed, and move what would be deleted to an archive.
package policies.common.audit.retention

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("kept %d days", [store.retention_days])) if {
	some store in _audit
	store.retention_days >= data.assay.params["min-retention-days"]
	seen.happened(store.oldest_record)
	seen.happened(store.in_use_since)
	not _short(store.oldest_record, store.in_use_since)
}

observations contains observe.fail(store.id, sprintf("kept %d days, %d required", [store.retention_days, least])) if {
	least := data.assay.params["min-retention-days"]
	some store in _audit
	is_number(store.retention_days)
	store.retention_days < least
}

observations contains observe.fail(store.id, "records that should be kept are gone") if {
	some store in _audit
	_short(store.oldest_record, store.in_use_since)
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_audit contains store if {
	some store in input.stores
	store.purpose == "audit"
}

# The oldest record was younger than both the required time and the store itself.
_short(oldest, since) if {
	age := seen.days_then(oldest)
	age + 1 < min([seen.days_then(since), data.assay.params["min-retention-days"]])
}
