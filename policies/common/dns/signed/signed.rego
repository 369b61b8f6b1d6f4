# METADATA
# title: Names that the internet asks for are signed
# description: |
#   The rule asks that answers to names of ours carry what shows their origin
#   and integrity, and that a chain of trust leads to our zones.
#   We read, for each zone that the internet asks for, that it is signed, that
#   its parent holds the record that leads to its keys, and that the state of
#   its child zones is told. Names of ours in zones of others are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-20a. and SC-20b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [dns]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [sc-20_obj.a-1, sc-20_obj.a-2, sc-20_obj.b-1, sc-20_obj.b-2]
#   remediation: Sign each zone listed and give its DS record to the parent.
package policies.common.dns.signed

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains zone.id if some zone in input.zones

# METADATA
# description: one outcome per zone; each thing that is missing
# entrypoint: true
observations contains observe.pass(zone.id, "signed, and its parent says so") if {
	some zone in input.zones
	zone.exposure == "internet"
	zone.signed == true
	zone.delegation_signed == true
	zone.insecure_children == 0
}

observations contains observe.fail(zone.id, "not signed") if {
	some zone in input.zones
	zone.exposure == "internet"
	zone.signed == false
}

observations contains observe.fail(zone.id, "its parent does not lead to its keys") if {
	some zone in input.zones
	zone.exposure == "internet"
	zone.delegation_signed == false
}

observations contains observe.fail(zone.id, sprintf("child zones of unknown state: %d", [zone.insecure_children])) if {
	some zone in input.zones
	zone.exposure == "internet"
	zone.insecure_children > 0
}

observations contains observe.skip(zone.id, "asked for from inside only") if {
	some zone in input.zones
	zone.exposure == "internal"
}
