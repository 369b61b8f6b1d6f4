# METADATA
# title: Devices are treated when they return from places of significant risk
# description: |
#   The rule asks that defined controls are applied to devices that return from
#   places of significant risk.
#   We read, for each journey to such a place on which a device was taken along,
#   when the device came back and when it was treated. One untreated for too
#   long at the collection fails; one that is not back, or still in its time, is
#   undecided. How well it was treated is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-02(07)b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [travel-devices]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     max-travel-treatment-days:
#       description: days from the return of a device to its treatment
#   supports:
#     nist-800-53: [cm-2.7_obj.b]
#   remediation: Treat each device listed before it is used again.
package policies.common.devices.travel_treated

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains journey.id if some journey in input.journeys

# METADATA
# description: one outcome per journey
# entrypoint: true
observations contains observe.pass(journey.id, sprintf("treated after %d days", [days])) if {
	some journey in _risky
	seen.happened(journey.treated_on)
	days := dates.days(journey.returned_on, journey.treated_on)
	days >= 0
	days <= data.assay.params["max-travel-treatment-days"]
}

observations contains observe.fail(journey.id, sprintf("treated only after %d days", [days])) if {
	some journey in _risky
	seen.happened(journey.treated_on)
	days := dates.days(journey.returned_on, journey.treated_on)
	days > data.assay.params["max-travel-treatment-days"]
}

observations contains observe.fail(journey.id, sprintf("untreated, back for %d days at the export", [days])) if {
	some journey in _risky
	is_null(journey.treated_on)
	days := seen.days_then(journey.returned_on)
	days > data.assay.params["max-travel-treatment-days"]
}

observations contains observe.skip(journey.id, "a place of ordinary risk") if {
	some journey in input.journeys
	journey.risk == "ordinary"
}

observations contains observe.skip(journey.id, "without a device") if {
	some journey in input.journeys
	is_null(journey.device)
}

_risky contains journey if {
	some journey in input.journeys
	journey.risk == "significant"
	texts.given(journey.device)
}
