# METADATA
# title: Devices are set up for places of significant risk
# description: |
#   The rule asks that people who travel to places of significant risk get
#   devices with a configuration for such places.
#   We read, for each journey to such a place on which a device was taken along,
#   whether the device was set up for it. Journeys that nobody recorded are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-02(07)a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [travel-devices]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   supports:
#     nist-800-53: [cm-2.7_obj.a]
#   remediation: Hand out devices that are set up for it before journeys to such places.
package policies.common.devices.travel_set_up

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains journey.id if some journey in input.journeys

# METADATA
# description: one outcome per journey
# entrypoint: true
observations contains observe.pass(journey.id, "set up for the place") if {
	some journey in _risky
	journey.set_up_for_travel == true
}

observations contains observe.fail(journey.id, "not set up for the place") if {
	some journey in _risky
	journey.set_up_for_travel == false
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
