# METADATA
# title: Unauthorized changes are handled as incidents
# description: |
#   The rules ask that actions are taken when an unauthorized change is found,
#   and that finding them is part of incident response.
#   We read, as far as it is asked for, for each thing that is watched, of the
#   sorts asked for, that what is found goes to those who handle incidents, and
#   that each unauthorized change found was handled soon enough. One not handled
#   for too long at the collection fails; one still in its time leaves the thing
#   undecided. How well it was handled is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-07b. and SI-07(07)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [integrity-monitoring]
#   applies-to: [host, application, database]
#   method: TEST
#   severity: moderate
#   params:
#     integrity-parts:
#       description: what is looked at, told or handled
#     integrity-covers:
#       description: sorts of things that are asked for
#     max-integrity-response-days:
#       description: days to handle an unauthorized change
#   remediation: Handle each change listed, and connect the checks with incident response.
package policies.common.integrity.responded

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains watch.id if some watch in input.watches

# METADATA
# description: one outcome for each thing that is watched; each change not handled
# entrypoint: true
observations contains observe.pass(watch.id, "what was found is handled") if {
	some watch in _asked
	every part in _parts {
		[watch.id, part] in _right
	}
}

observations contains observe.fail(watch.id, "what is found goes to nobody who handles incidents") if {
	"told" in _parts
	some watch in _asked
	watch.alerts_response == false
}

observations contains observe.fail(watch.id, sprintf("%s: handled only after %d days", [change.id, days])) if {
	"handled" in _parts
	some watch in _asked
	some change in watch.changes
	seen.happened(change.handled_on)
	days := dates.days(change.found_on, change.handled_on)
	days > data.assay.params["max-integrity-response-days"]
}

observations contains observe.fail(watch.id, sprintf("%s: open for %d days", [change.id, days])) if {
	"handled" in _parts
	some watch in _asked
	some change in watch.changes
	is_null(change.handled_on)
	days := seen.days_then(change.found_on)
	days > data.assay.params["max-integrity-response-days"]
}

observations contains observe.skip(watch.id, "not in use") if {
	some watch in input.watches
	watch.active == false
}

observations contains observe.skip(watch.id, sprintf("of %s, which is not asked for", [watch.covers])) if {
	some watch in input.watches
	not watch.covers in data.assay.params["integrity-covers"]
}

_asked contains watch if {
	some watch in input.watches
	watch.active
	watch.covers in data.assay.params["integrity-covers"]
}

_parts := data.assay.params["integrity-parts"]

# What is as it must be, by what is watched.
_right contains [watch.id, "told"] if {
	some watch in _asked
	watch.alerts_response == true
}

_right contains [watch.id, "handled"] if {
	some watch in _asked
	every change in watch.changes {
		[watch.id, change] in _handled
	}
}

# Changes that were handled in time.
_handled contains [watch.id, change] if {
	some watch in _asked
	some change in watch.changes
	seen.happened(change.handled_on)
	days := dates.days(change.found_on, change.handled_on)
	days >= 0
	days <= data.assay.params["max-integrity-response-days"]
}
