# METADATA
# title: Users and administrators do not share an entrance
# description: |
#   The rules ask that what users do is separated from the management of the
#   system.
#   We read who works through each endpoint and, where users and administrators
#   both do, how the two are kept apart: one that does not fails. How well it
#   holds is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-2
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.13.3[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [tls-endpoints]
#   applies-to: [application]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [sc.l2-3.13.3_obj.c]
#     nist-800-53: [sc-2_obj]
#   remediation: Give the management of each endpoint listed an endpoint of its own.
package policies.common.tls.management_separated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains endpoint.id if some endpoint in input.endpoints

# METADATA
# description: one outcome per endpoint
# entrypoint: true
observations contains observe.pass(endpoint.id, sprintf("serves %s only", [concat("", endpoint.serves)])) if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
	count(endpoint.serves) == 1
}

observations contains observe.pass(endpoint.id, sprintf("serves both, apart by %s", [endpoint.separation])) if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
	count(endpoint.serves) > 1
	endpoint.separation in {"own-sign-in", "own-address", "own-network"}
}

observations contains observe.fail(endpoint.id, "serves users and management alike") if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
	count(endpoint.serves) > 1
	endpoint.separation == "none"
}

observations contains observe.skip(endpoint.id, "cannot be reached from elsewhere") if {
	some endpoint in input.endpoints
	endpoint.exposure == "loopback"
}
