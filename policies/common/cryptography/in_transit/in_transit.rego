# METADATA
# title: Transmitted data is protected by validated cryptography
# description: |
#   The rules ask for FIPS-validated cryptography where it protects the
#   confidentiality of controlled or federal information.
#   We read, for each endpoint, that its module is said to have an active
#   CMVP certificate. What an endpoint carries is not known, so that each one
#   counts. The certificate number is not looked up here, and whether the
#   module runs in its approved mode is not seen, nor are other places where
#   cryptography protects such information, such as hosts, remote sessions
#   and backups: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-13b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171 Rev. 2, 3.13.11
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: Cryptographic Module Validation Program
#     ref: https://csrc.nist.gov/projects/cryptographic-module-validation-program
# custom:
#   evidence: [tls-endpoints]
#   applies-to: [application]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [sc.l2-3.13.11_obj.a]
#     nist-800-53: [sc-13_obj.b]
#   informs:
#     hipaa: [hipaa-164.312.e.2.ii]
#   remediation: Use a module with an active CMVP certificate in its approved mode for each endpoint listed.
package policies.common.cryptography.in_transit

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains endpoint.id if some endpoint in input.endpoints

# METADATA
# description: one outcome per endpoint
# entrypoint: true
observations contains observe.pass(endpoint.id, "module with an active certificate") if {
	some endpoint in _protected
	endpoint.encrypted == true
	texts.given(endpoint.module.certificate)
	endpoint.module.status == "active"
}

observations contains observe.fail(endpoint.id, "module is not validated") if {
	some endpoint in _protected
	endpoint.module.status == "none"
}

observations contains observe.fail(endpoint.id, sprintf("validation of the module is %s", [status])) if {
	some endpoint in _protected
	status := endpoint.module.status
	status in {"historical", "revoked"}
}

observations contains observe.fail(endpoint.id, "not encrypted") if {
	some endpoint in _protected
	endpoint.encrypted == false
}

observations contains observe.skip(endpoint.id, "reachable on its own host only") if {
	some endpoint in input.endpoints
	endpoint.exposure == "loopback"
}

_protected contains endpoint if {
	some endpoint in input.endpoints
	endpoint.exposure != "loopback"
}
