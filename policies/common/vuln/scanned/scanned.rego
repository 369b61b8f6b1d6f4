# METADATA
# title: Targets were scanned to the end
# description: |
#   The rules ask that vulnerabilities of systems and applications are
#   identified.
#   We read that a scan came to an end, looked at something, and was not
#   without credentials that it needed. A target whose scan failed, ran
#   without credentials, or was no scan at all stays undecided, as one that
#   nobody scanned does: it is not known what is wrong with it. One scan is
#   not a rhythm, so nothing is said of how often scans are done.
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
#   informs:
#     cmmc: [ra.l2-3.11.2_obj.b, ra.l2-3.11.2_obj.c]
#     hipaa: [hipaa-164.308.a.1.ii.a]
#     nist-800-53: [ra-5_obj.a-2]
#   remediation: "Repair the scan of each target listed: give the scanner credentials and let it finish."
package policies.common.vuln.scanned

import data.policies.lib.observe
import data.policies.lib.scans

# METADATA
# description: the target of the scan
# entrypoint: true
subjects contains input.target.name

# METADATA
# description: the outcome for the target
# entrypoint: true
observations contains observe.pass(input.target.name, sprintf("%d parts examined", [count(input.examined)])) if {
	scans.usable(input.scan)
	count(input.examined) > 0
}
