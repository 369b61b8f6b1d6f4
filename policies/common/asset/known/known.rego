# METADATA
# title: Nothing runs that the inventory does not know
# description: |
#   The rules ask for an inventory that reflects the system and leaves
#   nothing out.
#   We compare the hosts that a configuration scanner reached with the
#   inventory of the same component, which comes from another source. A host
#   that the inventory lacks fails. A host that nobody scanned is not seen
#   here: it is missing from the population.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-08a.01 and CM-08a.02
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.1[f] and 3.5.1[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [inventory, host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   scope: system
#   supports:
#     cmmc: [cm.l2-3.4.1_obj.f, ia.l2-3.5.1_obj.c, ia.l1-b.1.v_obj.3.5.1.c]
#     nist-800-53: [cm-8_obj.a.1, cm-8_obj.a.2]
#   informs:
#     hipaa: [hipaa-164.308.a.1.ii.a]
#   remediation: Find out what each host listed is; enter it in the inventory or remove it.
package policies.common.asset.known

import data.policies.lib.observe

# METADATA
# description: every host that was scanned
# entrypoint: true
subjects contains document.payload.host.name if some document in input["host-config"]

# METADATA
# description: one outcome per host
# entrypoint: true
observations contains observe.pass(name, "known to the inventory") if {
	some name in _running
	name in _known
}

observations contains observe.fail(name, "not in the inventory") if {
	count(_known) > 0
	some name in _running
	not name in _known
}

observations contains observe.skip(document.payload.host.name, "the host is retired") if {
	some document in input["host-config"]
	document.payload.host.state == "retired"
}

_running contains document.payload.host.name if {
	some document in input["host-config"]
	not document.payload.host.state == "retired"
}

_known contains item.id if {
	some document in input.inventory
	some item in document.payload.items
}
