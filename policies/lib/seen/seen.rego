# METADATA
# title: What evidence could see
# description: |
#   Evidence sees up to the time when it was collected, and is judged at the
#   assessment, which may be weeks later. Of something that recurs (a backup, a
#   record, a review, a test, a notice) it can say that it happened, and that it
#   had not happened yet; it cannot say that it has not happened since. So what
#   must have happened within a time is kept when it did before the assessment,
#   broken when it had not before the collection, and neither in between.
#   Undefined in system scope, where each document has a time of its own.
package policies.lib.seen

import data.policies.lib.dates

# METADATA
# description: when the evidence was collected, in nanoseconds since 1970
at := data.assay.evidence.collected_ns

# METADATA
# description: an event is one that the evidence could see; one with a later time is planned, or an error
happened(event) if dates.until(event, at)

# METADATA
# description: whole days from an event that the evidence could see to the assessment
days(event, now) := dates.age_days(then, now) if {
	then := dates.ns(event)
	then <= at
}

# METADATA
# description: hours from an event that the evidence could see to the assessment
hours(event, now) := dates.age_hours(then, now) if {
	then := dates.ns(event)
	then <= at
}

# METADATA
# description: whole days from an event to the collection; undefined for one that is later
days_then(event) := dates.age_days(event, at)

# METADATA
# description: hours from an event to the collection; undefined for one that is later
hours_then(event) := dates.age_hours(event, at)
