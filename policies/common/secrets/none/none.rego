# METADATA
# title: No credentials lie in code or images
# description: |
#   The rules ask that authenticators are not stored unencrypted in
#   applications or files.
#   We read what a secret scanner found in the code and images of an
#   application. What the scanner does not know as a secret is not seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, IA-5(7)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.5.10
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [secret-findings]
#   applies-to: [application]
#   method: TEST
#   severity: critical
#   decides:
#     nist-800-53: [ia-5.7]
#   supports:
#     cmmc: [ia.l2-3.5.10_obj.a]
#     nist-800-53: [ia-5_obj.g]
#   informs:
#     hipaa: [hipaa-164.312.d]
#   remediation: Revoke each credential listed, remove it from the history, and fetch it at run time.
package policies.common.secrets.none

import data.policies.lib.observe

# METADATA
# description: each examined target, and each finding listed
# entrypoint: true
subjects contains target if some target in input.examined

subjects contains id if some id in _names

# METADATA
# description: one outcome per target and per finding
# entrypoint: true
observations contains observe.pass(target, "examined, nothing that counts was found") if {
	input.scan.ok
	some target in input.examined
	not target in _failing_targets
}

observations contains observe.pass(name, "meets the rule") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "pass"
}

observations contains observe.fail(name, "a credential is there") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "fail"
}

observations contains observe.skip(name, "does not apply") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "skip"
}

_failing_targets contains finding.target if {
	some finding in input.findings
	finding.status == "fail"
}

# What a finding is called, by its place in the list.
_names[place] := sprintf("%s in %s", [finding.id, finding.target]) if some place, finding in input.findings
