# METADATA
# title: Keys, codes and cards are counted, kept safe, and changed when lost
# description: |
#   The rules ask that keys, combinations and cards are known, kept safe and
#   counted, and that locks and codes are changed when one is lost or known,
#   or its holder leaves.
#   We read, for each of them, whether it is kept safe, when it was last
#   counted, and how soon the lock or code was changed after it was exposed.
#   What must recur passes while it is recent at the assessment, and fails
#   when it was too old at the collection. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-03e. to PE-03g.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.10.5
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [physical-access]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     device-steps:
#       description: "what is asked of each device: secured, counted, changed"
#     max-device-count-days:
#       description: days between inventories of keys, codes and cards
#       controls: [pe-03_odp.08]
#     max-hours-after-leaving:
#       description: hours from a loss or departure until the change
#   needs: [now]
#   remediation: Find, secure or count each device listed, and change the lock or code of those that others may have.
package policies.common.physical.devices

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains device.id if some device in input.devices

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["device-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [device.id, "destroyed"] if {
	some device in input.devices
	device.state == "destroyed"
}

_taken contains [device.id, "secured"] if {
	some device in input.devices
	device.secured == true
}

_taken contains [device.id, "counted"] if {
	some device in input.devices
	steps.recent(device.counted_on, data.assay.params["max-device-count-days"], data.assay.now)
}

_taken contains [device.id, "changed"] if {
	some device in input.devices
	is_null(device.exposed_on)
	device.state in {"in-use", "stored"}
}

_taken contains [device.id, "changed"] if {
	some device in input.devices
	steps.prompt(device.exposed_on, device.changed_on, data.assay.params["max-hours-after-leaving"])
}

_missing contains [device.id, "secured"] if {
	some device in input.devices
	device.secured == false
}

_missing contains [device.id, "counted"] if {
	some device in input.devices
	steps.overdue(device.counted_on, data.assay.params["max-device-count-days"])
}

_missing contains [device.id, "changed"] if {
	some device in input.devices
	steps.late(device.exposed_on, device.changed_on, data.assay.params["max-hours-after-leaving"])
}
