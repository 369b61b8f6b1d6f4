# METADATA
# title: Incidents are followed up and documented
# description: |
#   The rules ask that incidents are tracked and documented, with what was
#   done against them and how they ended.
#   We read that each incident has a description and a record of the
#   response, and, once closed, of mitigation and outcome. Records that hold
#   no incident stay undecided, however long they are complete: they show
#   nothing of how incidents are tracked.
# related_resources:
#   - description: SP 800-53 Rev. 5, IR-5
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.6.2[a] and 3.6.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(6)(ii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [incident-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   decides:
#     cmmc: [ir.l2-3.6.2_obj.a, ir.l2-3.6.2_obj.b]
#     nist-800-53: [ir-5_obj-1, ir-5_obj-2]
#   remediation: Complete the record of each incident listed.
package policies.common.incidents.documented

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, "open, described, being handled") if {
	some incident in _real
	incident.status == "open"
	incident.description
	incident.response
}

observations contains observe.pass(incident.id, "closed with response, mitigation and outcome") if {
	some incident in _real
	incident.status == "closed"
	incident.description
	incident.response
	incident.mitigation
	incident.outcome
}

observations contains observe.fail(incident.id, "no description on file") if {
	some incident in _real
	incident.description == false
}

observations contains observe.fail(incident.id, "no response on file") if {
	some incident in _real
	incident.response == false
}

observations contains observe.fail(incident.id, "closed without mitigation on file") if {
	some incident in _real
	incident.status == "closed"
	incident.mitigation == false
}

observations contains observe.fail(incident.id, "closed without outcome on file") if {
	some incident in _real
	incident.status == "closed"
	incident.outcome == false
}

observations contains observe.skip(incident.id, "a false alarm") if {
	some incident in input.incidents
	incident.classification == "false-alarm"
}

_real contains incident if {
	some incident in input.incidents
	incident.classification != "false-alarm"
}
