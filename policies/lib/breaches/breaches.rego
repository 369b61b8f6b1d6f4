# METADATA
# title: Breach notification
# description: |
#   What the checks of 45 CFR part 164 subpart D share.
#   An incident under assessment is presumed to be a breach until the assessment
#   shows a low probability of compromise (164.402): its notices fall due as
#   those of a breach do, and until then nothing is owed.
# related_resources:
#   - description: 45 CFR 164.402, 164.404(b), 164.406(b), 164.408(b), 164.410(b), 164.412
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
package policies.lib.breaches

import data.policies.lib.dates
import data.policies.lib.seen

_day := 86400000000000

# METADATA
# description: |
#   The last moment of a notice, in nanoseconds: the limit in days after the day
#   of discovery, or the end of a delay that law enforcement asked for, where
#   that is later. The limit is an outer one; unreasonable delay before it is for
#   a person to judge.
# scope: document
due(discovered, days, null) := dates.ns(discovered) + (days * _day)

due(discovered, days, delayed) := max([dates.ns(discovered) + (days * _day), dates.ns(delayed)])

# METADATA
# description: |
#   The last moment of a notice that goes with the year of discovery, in
#   nanoseconds, or the end of a delay that law enforcement asked for, where
#   that is later.
due_after_year(discovered, days, delayed) := due(dates.year_end(discovered), days, delayed)

# METADATA
# description: |
#   a notice was given, on a day from discovery on, that the evidence could see
told(discovered, day) if {
	dates.until(discovered, day)
	seen.happened(day)
}

# METADATA
# description: a notice was not given up to the collection; a day later than the evidence is a plan
# scope: document
untold(null)

untold(day) if dates.after(day, seen.at)

# METADATA
# description: the judgements under which a notice may be owed
presumed := {"breach", "under-assessment"}
