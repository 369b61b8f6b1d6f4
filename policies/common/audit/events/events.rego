# METADATA
# title: The events that must be recorded are recorded
# description: |
#   The rules ask that defined types of events are logged: sign-in, changes
#   of accounts, use of privileges and others.
#   We read the event types that each audit store says it records, and
#   compare them with those asked for.
# related_resources:
#   - description: SP 800-53 Rev. 5, AU-2, AC-2(4) and AC-6(9)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.1.7[d]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     event-types:
#       description: event types that must be recorded
#   supports:
#     hipaa: [hipaa-164.308.a.5.ii.c]
#   remediation: Turn on recording of the missing event types in each store listed.
package policies.common.audit.events

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, "records every event type asked for") if {
	some store in input.stores
	store.purpose == "audit"
	count(_missing(store.events)) == 0
}

observations contains observe.fail(store.id, sprintf("does not record %s", [concat(", ", missing)])) if {
	some store in input.stores
	store.purpose == "audit"
	missing := _missing(store.events)
	count(missing) > 0
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_missing(events) := {event |
	some event in data.assay.params["event-types"]
	not event in events
}
