# METADATA
# title: Devices that show health information are physically safeguarded
# description: |
#   The rule asks for physical safeguards for all workstations that can reach
#   electronic protected health information, to restrict access to authorized
#   users.
#   We read that at least one such safeguard is recorded of each device in use
#   that handles it. Whether it is enough in its place, and devices that nobody
#   listed, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: 45 CFR 164.310(c)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [user-devices]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     hipaa: [hipaa-164.310.c_smt]
#   remediation: Put each device listed into a restricted place, or lock, screen or attend it.
package policies.common.devices.safeguarded

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

observations contains observe.skip(device.id, "handles no health information") if {
	some device in input.devices
	device.in_use == true
	count(device.handles) > 0
	not "phi" in device.handles
}

_asked := ["safeguarded"]

_used contains device if {
	some device in input.devices
	device.in_use == true
	"phi" in device.handles
}

_known contains [device.id, "safeguarded", count(device.safeguards) > 0] if some device in input.devices
