# METADATA
# title: Temperature and humidity are watched and right
# description: |
#   The rules ask that temperature, humidity and the like are kept at set
#   levels where the system stands, and that they are monitored.
#   We read the last reading of each sensor, compare it with the bounds set
#   for it, and ask how old it was when the readings were taken. What is not
#   in the register, and how well a step was done, are not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-14
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [facility]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     climate-steps:
#       description: "what is asked of each sensor: in bounds, read"
#     max-reading-hours:
#       description: hours between readings of a sensor
#   remediation: Mend the sensor or the climate of each place listed.
package policies.common.facility.climate

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains sensor.sensor if some sensor in input.readings

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["climate-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains sensor.sensor if {
	some sensor in input.readings
	sensor.in_service == true
	sensor.sensor in subjects
}

_aside contains [sensor.sensor, "not in use"] if {
	some sensor in input.readings
	sensor.in_service == false
}

_taken contains [sensor.sensor, "in bounds"] if {
	some sensor in input.readings
	seen.happened(sensor.at)
	sensor.low <= sensor.value
	sensor.value <= sensor.high
	is_number(sensor.low)
	is_number(sensor.value)
}

_taken contains [sensor.sensor, "read"] if {
	some sensor in input.readings
	seen.hours_then(sensor.at) <= data.assay.params["max-reading-hours"]
}

_missing contains [sensor.sensor, "in bounds"] if {
	some sensor in input.readings
	seen.happened(sensor.at)
	is_number(sensor.value)
	is_number(sensor.low)
	sensor.value < sensor.low
}

_missing contains [sensor.sensor, "in bounds"] if {
	some sensor in input.readings
	seen.happened(sensor.at)
	is_number(sensor.high)
	sensor.value > sensor.high
}

_missing contains [sensor.sensor, "read"] if {
	some sensor in input.readings
	seen.hours_then(sensor.at) > data.assay.params["max-reading-hours"]
}

_missing contains [sensor.sensor, "read"] if {
	some sensor in input.readings
	steps.undone(sensor.at)
}
