# METADATA
# title: Endpoints accept only strong, encrypted connections
# description: |
#   The rules ask that information is protected from disclosure and change
#   while it is transmitted, by cryptography.
#   We read what each endpoint accepts: nothing in the clear, no protocol
#   below those approved, no cipher suite that is known to be weak. A suite that
#   does not bear its IANA name leaves the endpoint undecided. An endpoint that
#   nobody probed is not seen, nor is what travels by other ways, such as mail
#   and between databases: that there is a mechanism to encrypt it can show; that
#   all that is transmitted is protected it can show broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-8 and SC-8(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.13.8[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.312(e)(2)(i) and (ii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [tls-endpoints]
#   applies-to: [application]
#   method: TEST
#   severity: high
#   params:
#     approved-protocols:
#       description: protocol versions that may be accepted
#     weak-suite-marks:
#       description: parts of the name that mark a weak cipher suite
#   decides:
#     hipaa: [hipaa-164.312.e.2.ii]
#   supports:
#     cmmc: [sc.l2-3.13.8_obj.c]
#     hipaa: [hipaa-164.312.e.2.i]
#     nist-800-53: [sc-8, sc-8.1]
#   remediation: Turn off plain text, old protocols and weak suites on each endpoint listed.
package policies.common.tls.protocol

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains endpoint.id if some endpoint in input.endpoints

# METADATA
# description: one outcome per endpoint
# entrypoint: true
observations contains observe.pass(endpoint.id, "only approved protocols and suites") if {
	some endpoint in _reachable
	endpoint.encrypted == true
	count(endpoint.protocols) > 0
	count(_unapproved(endpoint.protocols)) == 0
	count(endpoint.ciphers) > 0
	count(_unread(endpoint.ciphers)) == 0
	count(_weak(endpoint.ciphers)) == 0
}

observations contains observe.fail(endpoint.id, "accepts plain text") if {
	some endpoint in _reachable
	endpoint.encrypted == false
}

observations contains observe.fail(endpoint.id, sprintf("accepts %s", [concat(", ", old)])) if {
	some endpoint in _reachable
	old := _unapproved(endpoint.protocols)
	count(old) > 0
}

observations contains observe.fail(endpoint.id, sprintf("accepts %s", [concat(", ", weak)])) if {
	some endpoint in _reachable
	weak := _weak(endpoint.ciphers)
	count(weak) > 0
}

observations contains observe.skip(endpoint.id, "reachable on its own host only") if {
	some endpoint in input.endpoints
	endpoint.exposure == "loopback"
}

_reachable contains endpoint if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
}

_unapproved(protocols) := {protocol |
	some protocol in protocols
	not protocol in data.assay.params["approved-protocols"]
}

_weak(suites) := {suite |
	some suite in suites
	some mark in data.assay.params["weak-suite-marks"]
	contains(upper(suite), upper(mark))
}

# Suites with names in which the marks would not be found.
_unread(suites) := {suite |
	some suite in suites
	not startswith(upper(suite), "TLS_")
}
