# METADATA
# title: Hosts meet their configuration benchmark
# description: |
#   The rules ask that secure configuration settings are established and
#   enforced.
#   We read the results of a benchmark on each host: every rule that was
#   selected must pass. That the benchmark is the one the organization chose
#   is for a person to see.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-06b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [benchmark-results]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     benchmark-floor:
#       description: lowest severity of a benchmark rule that counts
#   decides:
#     cmmc: [cm.l2-3.4.2_obj.b]
#     nist-800-53: [cm-6_obj.b]
#   informs:
#     hipaa: [hipaa-164.310.b]
#   remediation: Apply the settings listed to each host, or document the deviation.
package policies.common.benchmark.passed

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

observations contains observe.fail(name, "the rule is not met") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "fail"
	severity.at_least(finding.severity, data.assay.params["benchmark-floor"])
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
	severity.below(finding.severity, data.assay.params["benchmark-floor"])
}

_failing_targets contains finding.target if {
	some finding in input.findings
	finding.status == "fail"
	severity.at_least(finding.severity, data.assay.params["benchmark-floor"])
}

# What a finding is called, by its place in the list.
_names[place] := sprintf("%s, %s", [finding.id, finding.target]) if some place, finding in input.findings
