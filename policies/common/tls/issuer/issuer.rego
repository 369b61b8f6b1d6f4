# METADATA
# title: Certificates come from approved issuers
# description: |
#   The rule asks that certificates are issued under a defined policy, or come
#   from an approved provider.
#   We read, for each endpoint that others can reach, whether the issuer of its
#   certificate was approved. Certificates of people and devices are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-17a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [tls-endpoints]
#   applies-to: [application]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [sc-17_obj.a]
#   remediation: Replace the certificate of each endpoint listed by one of an approved issuer.
package policies.common.tls.issuer

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains endpoint.id if some endpoint in input.endpoints

# METADATA
# description: one outcome per endpoint
# entrypoint: true
observations contains observe.pass(endpoint.id, "from an approved issuer") if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
	endpoint.certificate.approved_issuer == true
}

observations contains observe.fail(endpoint.id, "its issuer was not approved") if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
	endpoint.certificate.approved_issuer == false
}

observations contains observe.skip(endpoint.id, "cannot be reached from elsewhere") if {
	some endpoint in input.endpoints
	endpoint.exposure == "loopback"
}
