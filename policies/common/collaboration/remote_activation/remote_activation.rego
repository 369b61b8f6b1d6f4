# METADATA
# title: Nobody switches on cameras and microphones from elsewhere
# description: |
#   The rules ask that the remote activation of collaborative devices is
#   prohibited, with exceptions at most that were defined.
#   We read whether each device in use can be switched on from elsewhere, and,
#   where the framework leaves room for exceptions, whether that was approved.
#   Devices that nobody manages are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-15a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.12[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [collaboration]
#   applies-to: [organization]
#   method: TEST
#   severity: low
#   params:
#     activation-exceptions:
#       description: approved, where exceptions may be, or none
#       controls: [sc-15_odp]
#   supports:
#     cmmc: [sc.l2-3.13.12_obj.b]
#     nist-800-53: [sc-15_obj.a]
#   remediation: Turn off the remote activation of each device listed.
package policies.common.collaboration.remote_activation

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains device.id if some device in input.devices

# METADATA
# description: one outcome per device
# entrypoint: true
observations contains observe.pass(device.id, "cannot be switched on from elsewhere") if {
	some device in input.devices
	device.active
	device.remote_activation == false
}

observations contains observe.pass(device.id, "an approved exception") if {
	_exceptions == "approved"
	some device in input.devices
	device.active
	device.exception_approved == true
}

observations contains observe.fail(device.id, "can be switched on from elsewhere") if {
	some device in input.devices
	device.active
	device.remote_activation == true
	not device.id in _excepted
}

observations contains observe.skip(device.id, "not in use") if {
	some device in input.devices
	device.active == false
}

_exceptions := data.assay.params["activation-exceptions"]

_excepted contains device.id if {
	_exceptions == "approved"
	some device in input.devices
	device.exception_approved == true
}
