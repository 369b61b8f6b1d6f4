# METADATA
# title: Static analysis finds nothing serious
# description: |
#   The rules ask that developers analyse their code and correct what the
#   analysis finds.
#   We read the results of a static analysis of each source tree. What the
#   tool cannot find is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SA-11e.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.14.1[f]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [static-analysis]
#   applies-to: [application, build-system]
#   method: TEST
#   severity: moderate
#   params:
#     analysis-floor:
#       description: lowest severity of an analysis result that counts
#   supports:
#     cmmc: [si.l2-3.14.1_obj.f]
#     nist-800-53: [sa-11_obj.e]
#   remediation: Correct the code at each place listed.
package policies.common.sast.clean

import data.policies.lib.observe
import data.policies.lib.severity

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

observations contains observe.fail(name, sprintf("found, %s", [finding.severity])) if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "fail"
	severity.at_least(finding.severity, data.assay.params["analysis-floor"])
}

observations contains observe.skip(name, "does not apply") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "skip"
}

observations contains observe.skip(name, "below the severity that counts") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "fail"
	severity.below(finding.severity, data.assay.params["analysis-floor"])
}

_failing_targets contains finding.target if {
	some finding in input.findings
	finding.status == "fail"
	severity.at_least(finding.severity, data.assay.params["analysis-floor"])
}

# What a finding is called, by its place in the list.
_names[place] := sprintf("%s, %s", [finding.id, finding.target]) if some place, finding in input.findings
