# METADATA
# title: Declared and running configuration meets its rules
# description: |
#   The rules ask that secure configuration settings are established and
#   enforced.
#   We read what a configuration scanner found in infrastructure code,
#   clusters and accounts. Its rules are not all the settings there are: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-06b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171 Rev. 2, 3.4.2
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [configuration-findings]
#   applies-to: [application, kubernetes-cluster, build-system]
#   method: TEST
#   severity: moderate
#   params:
#     configuration-floor:
#       description: lowest severity of a configuration rule that counts
#   supports:
#     cmmc: [cm.l2-3.4.2_obj.b]
#     nist-800-53: [cm-6_obj.b]
#   informs:
#     hipaa: [hipaa-164.312.a.1]
#   remediation: Correct the configurations listed.
package policies.common.configuration.passed

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
	severity.at_least(finding.severity, data.assay.params["configuration-floor"])
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
	severity.below(finding.severity, data.assay.params["configuration-floor"])
}

_failing_targets contains finding.target if {
	some finding in input.findings
	finding.status == "fail"
	severity.at_least(finding.severity, data.assay.params["configuration-floor"])
}

# What a finding is called, by its place in the list.
_names[place] := sprintf("%s in %s", [finding.id, finding.target]) if some place, finding in input.findings
