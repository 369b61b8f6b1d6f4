# METADATA
# title: Mobile devices are encrypted
# description: |
#   The rules ask for encryption of the whole device, or of a container, on
#   mobile devices that handle protected information.
#   We read the encryption of each mobile device in use. Whether its module is
#   validated, and devices that nobody listed, are not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-19(05)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.19[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [user-devices]
#   applies-to: [host]
#   method: TEST
#   severity: high
#   params:
#     device-encryptions:
#       description: "encryption that is accepted: full-device, container"
#       controls: [ac-19.05_odp.01]
#   supports:
#     cmmc: [ac.l2-3.1.19_obj.b]
#     nist-800-53: [ac-19.5_obj]
#   informs:
#     hipaa: [hipaa-164.312.a.2.iv]
#   remediation: Encrypt each device listed, or take it out of use.
package policies.common.devices.mobile_encrypted

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

_asked := ["encrypted"]

_used contains device if {
	some device in input.devices
	device.in_use == true
	device.mobile == true
}

_known contains [device.id, "encrypted", device.encryption in data.assay.params["device-encryptions"]] if {
	some device in input.devices
	device.encryption != "unknown"
}
