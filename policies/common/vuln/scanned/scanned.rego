# METADATA
# title: Targets were scanned, with the rights to see
# description: |
#   The rules ask that systems and applications are scanned for
#   vulnerabilities.
#   We read that the scan came to an end, and, where the scanner says, that
#   it could log in. One scan is not a rhythm: this can show the rule broken,
#   and identifies what was found, but not that scans are done often enough.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-02a.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.11.3[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [application, host]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [ra.l2-3.11.3_obj.a]
#     nist-800-53: [si-2_obj.a-1]
#   supports:
#     cmmc: [ra.l2-3.11.2_obj.b, ra.l2-3.11.2_obj.c]
#     nist-800-53: [ra-5_obj.a-2, ra-5.5]
#   informs:
#     hipaa: [hipaa-164.308.a.1.ii.a]
#   remediation: "Repair the scan of each target listed: give the scanner credentials and let it finish."
package policies.common.vuln.scanned

import data.policies.lib.observe

# METADATA
# description: the target of the scan
# entrypoint: true
subjects contains input.target.name

# METADATA
# description: the outcome for the target
# entrypoint: true
observations contains observe.pass(input.target.name, sprintf("%d parts examined", [count(input.examined)])) if {
	input.scan.ok
	count(input.examined) > 0
	not input.scan.credentialed == false
}

observations contains observe.fail(input.target.name, "the scanner could not log in") if {
	input.scan.ok
	input.scan.credentialed == false
}

observations contains observe.skip(input.target.name, "not a scan") if {
	"not-a-scan" in input.scan.reasons
}
