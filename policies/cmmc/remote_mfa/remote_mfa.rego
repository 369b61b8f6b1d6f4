# METADATA
# title: Remote access needs a second factor
# description: |
#   The rule asks for a second factor of everybody, and takes less from the
#   score where it covers remote and privileged users only.
#   We read that each gateway for remote access lets nobody in without one. A
#   gateway that does may stand before accounts that ask for a second factor
#   themselves, so that this neither keeps nor breaks an objective: it informs,
#   and the score reads it.
# related_resources:
#   - description: 32 CFR 170.24(c)(2)(i)(B)(4)(i)
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
# custom:
#   evidence: [remote-gateways]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   informs:
#     cmmc: [ia.l2-3.5.3_obj.c, ia.l2-3.5.3_obj.d]
#   remediation: Require a second factor at each gateway listed.
package policies.cmmc.remote_mfa

import data.policies.lib.observe

# METADATA
# description: each gateway; one without an outcome is undecided
# entrypoint: true
subjects contains gateway.id if some gateway in input.gateways

# METADATA
# description: one outcome per gateway
# entrypoint: true
observations contains observe.pass(gateway.id, "lets nobody in without a second factor") if {
	some gateway in input.gateways
	gateway.active
	gateway.second_factor == true
}

observations contains observe.fail(gateway.id, "lets people in without a second factor") if {
	some gateway in input.gateways
	gateway.active
	gateway.second_factor == false
}

observations contains observe.skip(gateway.id, "nobody connects through it") if {
	some gateway in input.gateways
	gateway.active == false
}
