# METADATA
# title: The workforce gets security reminders
# description: |
#   The rule asks for periodic security updates to the workforce.
#   We read the reminders sent to everyone: the last one is recent, and no
#   pause within the days of history asked for, up to the collection, was longer
#   than allowed. Where the last has become too old since, the practice is
#   undecided, because a later reminder would not be seen. The rule sets no
#   interval; ours is a default to be set by the organization.
# related_resources:
#   - description: 45 CFR 164.308(a)(5)(ii)(A)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     max-reminder-days:
#       description: days between reminders
#     reminder-history-days:
#       description: days of history that show a regular practice
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.308.a.5.ii.a]
#   remediation: Send a reminder to the whole workforce and record it.
package policies.hipaa.reminders

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: the practice, and reminders that did not go to everyone
# entrypoint: true
subjects contains "security reminders" if count(input.reminders) > 0

subjects contains reminder.id if {
	some reminder in input.reminders
	reminder.audience == "some"
}

# METADATA
# description: the outcome for the practice
# entrypoint: true
observations contains observe.pass("security reminders", sprintf("last sent %d days ago", [age])) if {
	max(_ages) >= data.assay.params["reminder-history-days"]
	count(_pauses) == 0
	age := min({seen.days(day, data.assay.now) | some day in _sent})
	age <= data.assay.params["max-reminder-days"]
}

observations contains observe.fail("security reminders", sprintf("a pause of %d days", [max(_pauses)])) if {
	count(_pauses) > 0
}

observations contains observe.fail("security reminders", "never sent to everyone") if {
	count(input.reminders) > 0
	every reminder in input.reminders {
		reminder.audience == "some"
	}
}

observations contains observe.skip(reminder.id, "not sent to everyone") if {
	some reminder in input.reminders
	reminder.audience == "some"
}

_sent contains reminder.sent if {
	some reminder in input.reminders
	reminder.audience == "everyone"
}

# Days from each to the collection.
_ages contains seen.days_then(day) if some day in _sent

# Pauses that were too long and reach into the stretch looked at; the last one
# lasts until the collection.
_pauses contains pause if {
	some age in _ages
	next := max({other | some other in _ages; other < age} | {0})
	next < data.assay.params["reminder-history-days"]
	pause := age - next
	pause > data.assay.params["max-reminder-days"]
}
