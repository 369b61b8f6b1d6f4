# METADATA
# title: Static analysis finds nothing serious
# description: |
#   The rules ask that developers analyse their code and correct what the
#   analysis finds.
#   We read the results of a static analysis of each source tree. A tree
#   passes when nothing that counts was found in it, and stays undecided when
#   some record was not decided, such as a file the tool could not read. What
#   the tool cannot find is not seen: this can show the rule broken, not kept.
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
#     nist-800-53: [sa-11_obj.e]
#   informs:
#     cmmc: [si.l2-3.14.1_obj.f]
#   remediation: Correct the code at each place listed.
package policies.common.sast.clean

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
		severity.at_least(finding.severity, data.assay.params["analysis-floor"])
		why := sprintf("found, %s%s", [finding.severity, scans.at_line(finding)])
	},
	{place: observe.skip(_names[place], "below the severity that counts") |
		some place, finding in _records
		finding.status == "fail"
		severity.below(finding.severity, data.assay.params["analysis-floor"])
	},
	{place: observe.skip(_names[place], "does not apply") |
		some place, finding in _records
		finding.status == "skip"
	},
])

# What a record is called: rule, file or symbol, target. Lines move, so they are no part of it.
_names := object.union_n([
	{place: sprintf("%s in %s, %s", [finding.id, finding.path, finding.target]) |
		some place, finding in input.findings
		finding.path
	},
	{place: sprintf("%s in %s, %s", [finding.id, finding.symbol, finding.target]) |
		some place, finding in input.findings
		not finding.path
		finding.symbol
	},
	{place: sprintf("%s, %s", [finding.id, finding.target]) |
		some place, finding in input.findings
		not finding.path
		not finding.symbol
	},
])
