# METADATA
# title: Scanners can log in
# description: |
#   The rule asks that scanners get the privileged access they need to see
#   the whole of a component.
#   We read, where the scanner says, whether it could log in. Images, source
#   trees and bills of materials are read whole, without a login. That the
#   access is authorized, and wide enough, is not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, RA-5(5)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [ra-5.5]
#   remediation: Give the scanner an account with the rights it needs on each target listed, and scan again.
package policies.common.vuln.credentialed

import data.policies.lib.observe

# METADATA
# description: the target of the scan
# entrypoint: true
subjects contains input.target.name

# METADATA
# description: the outcome for the target
# entrypoint: true
observations contains observe.pass(input.target.name, "the scanner could log in") if {
	input.scan.ok
	input.scan.credentialed == true
}

observations contains observe.fail(input.target.name, "the scanner could not log in") if {
	input.scan.credentialed == false
}

observations contains observe.skip(input.target.name, sprintf("%s, read without a login", [input.target.type])) if {
	input.scan.ok
	input.target.type in {"image", "filesystem", "repository", "sbom"}
	not input.scan.credentialed == false
}
