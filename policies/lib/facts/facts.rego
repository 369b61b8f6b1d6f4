# METADATA
# title: Facts
# description: |
#   What checks share that ask for several facts of one thing. A fact is true,
#   false or not known; a check gathers what it knows as [id, fact, value], and a
#   parameter names the facts that are asked for. What is not known keeps a
#   thing from passing and fails nothing.
package policies.lib.facts

import data.policies.lib.dates
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every fact asked for is known to be true of an id; of nothing asked for, nothing is said
kept(known, id, asked) if {
	count(asked) > 0
	every fact in asked {
		[id, fact, true] in known
	}
}

# METADATA
# description: the facts asked for that are known to be false of an id
broken(known, id, asked) := {fact |
	some fact in asked
	[id, fact, false] in known
}

# METADATA
# description: whether something was written down; null is the word for no, and a blank says nothing
# scope: document
written(null) := false

written(text) if texts.given(text)

# METADATA
# description: |
#   whether something was approved, by somebody named, before it was first used;
#   null for the use where it was not used yet. Without an approver it was not;
#   an approval that the evidence could not see, or without a day, is not known.
# scope: document
approved(null, _, _) := false

approved(by, on, used) if {
	texts.given(by)
	seen.happened(on)
	dates.until(on, used)
}

approved(by, on, null) if {
	texts.given(by)
	seen.happened(on)
}

approved(by, on, used) := false if {
	texts.given(by)
	dates.after(on, used)
}

# METADATA
# description: |
#   whether something that recurs was done lately: by the assessment when it was,
#   by the collection when it was not, and not known in between
# scope: document
lately(null, _, _) := false

lately(day, now, limit) if seen.days(day, now) <= limit

lately(day, _, limit) := false if seen.days_then(day) > limit

# METADATA
# description: whether what ends on a day still holds at the assessment; null where it has no end
# scope: document
lasting(null, _) := true

lasting(day, now) if dates.lasts(day, now)

lasting(day, now) := false if dates.over(day, now)
