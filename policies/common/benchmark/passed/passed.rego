# METADATA
# title: Hosts meet their configuration benchmark
# description: |
#   The rules ask that secure configuration settings are established and
#   enforced.
#   We read the results of a benchmark on each host: every rule that was
#   selected must pass. A host passes when no rule that counts fails on it,
#   and stays undecided when one was not decided, or none was judged at all.
#   That the benchmark is the one the organization chose is for a person to see,
#   and the settings of what is no host are not seen: this can show the rule
#   broken, not kept.
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
#   supports:
#     cmmc: [cm.l2-3.4.2_obj.b]
#     nist-800-53: [cm-6_obj.b]
#   informs:
#     hipaa: [hipaa-164.310.b]
#   remediation: Apply the settings listed to each host, or document the deviation.
package policies.common.benchmark.passed

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
observations contains observe.pass(target, "examined, nothing that counts was found") if {
	scans.usable(input.scan)
	some target in input.examined
	not target in _failing
	not target in _open
	target in _judged
}

observations contains seen if some seen in scans.outcomes(_names, _said)

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
		severity.at_least(finding.severity, data.assay.params["benchmark-floor"])
		why := "the rule is not met"
	},
	{place: observe.skip(_names[place], "below the severity that counts") |
		some place, finding in _records
		finding.status == "fail"
		severity.below(finding.severity, data.assay.params["benchmark-floor"])
	},
	{place: observe.skip(_names[place], "does not apply") |
		some place, finding in _records
		finding.status == "skip"
	},
])

# What a record is called: rule, the part of the host it was applied to, host.
_names := object.union_n([
	{place: sprintf("%s (%s), %s", [finding.id, finding.instance, finding.target]) |
		some place, finding in input.findings
		finding.instance
	},
	{place: sprintf("%s, %s", [finding.id, finding.target]) |
		some place, finding in input.findings
		not finding.instance
	},
])

# Hosts of which some rule was judged: a benchmark of which none applies examined nothing.
_judged contains finding.target if {
	some finding in _records
	finding.status in {"pass", "fail"}
}
