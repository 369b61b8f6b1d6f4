# METADATA
# title: Declared and running configuration meets its rules
# description: |
#   The rules ask that secure configuration settings are established and
#   enforced.
#   We read what a configuration scanner found in infrastructure code,
#   clusters and accounts. A target passes when nothing that counts was found
#   in it, and stays undecided when some record was not decided. The rules of
#   a scanner are not all the settings there are: this can show the rule
#   broken, not kept.
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
import data.policies.lib.scans
import data.policies.lib.severity

# METADATA
# description: |
#   each examined target but those with a record that fails, each record, and
#   the target of a scan that shows nothing
# entrypoint: true
subjects contains target if {
	some target in input.examined
	not target in _failing
}

subjects contains name if some name in _names

subjects contains input.target.name if not scans.usable(input.scan)

# METADATA
# description: one outcome per target and per record
# entrypoint: true
observations contains scans.placed(_parts, target, observe.pass(target, "examined, nothing that counts was found")) if {
	scans.usable(input.scan)
	some target in input.examined
	not target in _failing
	not target in _open
}

observations contains seen if some seen in scans.outcomes(_names, scans.parted(_parts, input.findings, _said))

_parts := scans.parts(input)

_failing := scans.failing(input.findings, _said)

_open := scans.open(input.findings, _names, _said)

# The records from which something may be concluded. Objects are built by
# comprehension: a rule for each key takes a time that grows with its square.
_records := [finding |
	scans.usable(input.scan)
	some finding in input.findings
]

_said := object.union_n([
	{place: observe.pass(_names[place], "meets the rule") |
		some place, finding in _records
		finding.status == "pass"
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		finding.status == "fail"
		severity.at_least(finding.severity, data.assay.params["configuration-floor"])
		why := sprintf("the rule is not met%s", [scans.at_line(finding)])
	},
	{place: observe.skip(_names[place], "below the severity that counts") |
		some place, finding in _records
		finding.status == "fail"
		severity.below(finding.severity, data.assay.params["configuration-floor"])
	},
	{place: observe.skip(_names[place], "does not apply") |
		some place, finding in _records
		finding.status == "skip"
	},
])

# What a record is called: rule, target, the resource in it. Lines move, so they are no part of it.
_names := object.union_n([
	{place: sprintf("%s in %s (%s)", [finding.id, finding.target, finding.resource]) |
		some place, finding in input.findings
		finding.resource
	},
	{place: sprintf("%s in %s", [finding.id, finding.target]) |
		some place, finding in input.findings
		not finding.resource
	},
])
