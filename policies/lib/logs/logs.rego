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
#   A log is complete for long enough and up to lately, so that what it does not
#   hold did not happen, as far as the organization knows. A log that is shorter
#   or older says nothing by holding nothing.
complete(from, to, limits, now) if {
	dates.age_days(from, now) >= limits["log-history-days"]
	dates.age_days(to, now) <= limits["max-log-gap-days"]
	dates.until(from, to)
}
