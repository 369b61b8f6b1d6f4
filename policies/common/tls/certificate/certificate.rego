# METADATA
# title: Certificates are trusted and valid for some time
# description: |
#   The rules ask that the authenticity of communication sessions is
#   protected.
#   We read that each endpoint shows a certificate that clients trust and
#   that will not end within days of the assessment: it ends by itself, and
#   counts as in use until newer evidence shows another. Sessions inside an
#   application are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-23
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.15
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [tls-endpoints]
#   applies-to: [application]
#   method: TEST
#   severity: moderate
#   params:
#     min-certificate-days:
#       description: days a certificate must still be valid
#   needs: [now]
#   supports:
#     cmmc: [sc.l2-3.13.15_obj.a]
#     nist-800-53: [sc-23]
#   remediation: Renew the certificate of each endpoint listed, and renew automatically from now on.
package policies.common.tls.certificate

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains endpoint.id if some endpoint in input.endpoints

# METADATA
# description: one outcome per endpoint
# entrypoint: true
observations contains observe.pass(endpoint.id, sprintf("trusted, %d days left", [left])) if {
	some endpoint in _reachable
	endpoint.certificate.trusted == true
	left := dates.days(data.assay.now, endpoint.certificate.not_after)
	left >= data.assay.params["min-certificate-days"]
}

observations contains observe.fail(endpoint.id, "no certificate") if {
	some endpoint in _reachable
	is_null(endpoint.certificate)
}

observations contains observe.fail(endpoint.id, "certificate is not trusted") if {
	some endpoint in _reachable
	endpoint.certificate.trusted == false
}

observations contains observe.fail(endpoint.id, sprintf("certificate has %d days left", [left])) if {
	some endpoint in _reachable
	left := dates.days(data.assay.now, endpoint.certificate.not_after)
	left < data.assay.params["min-certificate-days"]
}

observations contains observe.skip(endpoint.id, "reachable on its own host only") if {
	some endpoint in input.endpoints
	endpoint.exposure == "loopback"
}

_reachable contains endpoint if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
}
