# METADATA
# title: Steps of a record
# description: |
#   What checks share that read records of work (a visit, a repair, a person's
#   screening) and ask whether certain steps were taken of each. A check says of
#   which records a step is known to be taken, and of which it is known to be
#   missing; the steps asked for come from a parameter. A step of which a record
#   is silent, or a word that the check does not know, leaves the record
#   undecided.
package policies.lib.steps

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: |
#   The outcomes of the records named: a pass where every step asked for was
#   taken, a fail for each that is missing. taken and missing are sets of
#   [record, step].
outcomes(records, asked, taken, missing) := passed | failed if {
	passed := {observe.pass(record, concat(", ", asked)) |
		count(asked) > 0
		some record in records
		every step in asked {
			[record, step] in taken
		}
	}
	failed := {observe.fail(record, sprintf("not %s", [step])) |
		some step in asked
		some record in records
		[record, step] in missing
	}
}

# METADATA
# description: a step was not taken up to the collection; a time later than the evidence is a plan
# scope: document
undone(null)

undone(at) if dates.after(at, seen.at)

# METADATA
# description: what recurs happened no more than so many days before the assessment
recent(at, limit, now) if seen.days(at, now) <= limit

# METADATA
# description: what recurs had not happened, or not for more than so many days, at the collection
# scope: document
overdue(at, limit) if seen.days_then(at) > limit

overdue(at, _) if undone(at)

# METADATA
# description: one event followed another within so many hours, or came before it
prompt(start, at, limit) if {
	seen.happened(at)
	dates.hours(start, at) <= limit
}

# METADATA
# description: one event followed another later than so many hours, or had not yet when they were over
# scope: document
late(start, at, limit) if {
	seen.happened(at)
	dates.hours(start, at) > limit
}

late(start, at, limit) if {
	undone(at)
	seen.hours_then(start) > limit
}
