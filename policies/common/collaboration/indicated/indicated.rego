# METADATA
# title: People see that a camera or microphone is on
# description: |
#   The rules ask that people who are present see that a collaborative device is
#   in use.
#   We read whether each device in use shows people present that it is on.
#   Devices that nobody manages are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-15b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.12[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [collaboration]
#   applies-to: [organization]
#   method: TEST
#   severity: low
#   supports:
#     cmmc: [sc.l2-3.13.12_obj.c]
#     nist-800-53: [sc-15_obj.b]
#   remediation: Replace each device listed, or add a sign that it is on.
package policies.common.collaboration.indicated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains device.id if some device in input.devices

# METADATA
# description: one outcome per device
# entrypoint: true
observations contains observe.pass(device.id, "shows that it is on") if {
	some device in input.devices
	device.active
	device.indicates_use == true
}

observations contains observe.fail(device.id, "does not show that it is on") if {
	some device in input.devices
	device.active
	device.indicates_use == false
}

observations contains observe.skip(device.id, "not in use") if {
	some device in input.devices
	device.active == false
}
