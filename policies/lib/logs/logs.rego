# METADATA
# title: Logs
# description: |
#   What checks share that read a log of events and the time for which it says
#   that it is complete. A duty that follows an event is kept while there is
#   none; that there is none is shown by a log that is complete, and by
#   nothing else.
package policies.lib.logs

import data.policies.lib.dates

# METADATA
# description: |
#   A log is complete for long enough, both days included, and up to lately, so
#   that what it does not hold did not happen, as far as the organization knows.
#   A log that is shorter or older says nothing by holding nothing, and so does
#   one that claims days after it was collected.
complete(from, to, limits, collected, now) if {
	dates.days(from, to) + 1 >= limits["log-history-days"]
	dates.until(to, collected)
	dates.age_days(to, now) <= limits["max-log-gap-days"]
}
