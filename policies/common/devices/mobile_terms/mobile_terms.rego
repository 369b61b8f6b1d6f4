# METADATA
# title: Mobile devices are authorized, known for what they handle, and logged
# description: |
#   The rules ask that mobile devices that handle protected information are
#   identified, that their connection is authorized, and that it is monitored
#   and logged.
#   We read, as far as it is asked for, the approval of each device in use,
#   which had come before it first connected, what it is known to handle, and
#   that its connections are logged. Devices that nobody listed are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-19b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.18 and 3.1.19[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [user-devices]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     device-terms:
#       description: "what a device must have: approved, identified, logged"
#   remediation: Approve each device listed, write down what it handles, and log its connections, or block it.
package policies.common.devices.mobile_terms

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains device.id if some device in input.devices

# METADATA
# description: one outcome per device; each thing that is wrong
# entrypoint: true
observations contains observe.pass(device.id, concat(", ", _asked)) if {
	some device in _used
	facts.kept(_known, device.id, _asked)
}

observations contains observe.fail(device.id, sprintf("not so: %s", [fact])) if {
	some device in _used
	some fact in facts.broken(_known, device.id, _asked)
}

observations contains observe.skip(device.id, "not in use") if {
	some device in input.devices
	device.in_use == false
}

observations contains observe.skip(device.id, "not carried about") if {
	some device in input.devices
	device.in_use == true
	device.mobile == false
}

_asked := data.assay.params["device-terms"]

_used contains device if {
	some device in input.devices
	device.in_use == true
	device.mobile == true
}

_known contains [device.id, "approved", value] if {
	some device in input.devices
	value := facts.approved(device.approved_by, device.approved_on, device.first_connected)
}

_known contains [device.id, "identified", count(device.handles) > 0] if some device in input.devices

_known contains [device.id, "logged", device.logged] if some device in input.devices
