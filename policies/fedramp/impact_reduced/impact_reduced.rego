# METADATA
# title: The impact of vulnerabilities is reduced in time
# description: |
#   The rules of 2026 say that a provider should mitigate or remediate a
#   vulnerability, at least so far that its potential agency impact is rated
#   lower, within a time from its evaluation that depends on the rating, on
#   whether it is likely exploitable and on whether it can be reached from the
#   internet, by class (VDR-TFR-PVR).
#   We read each vulnerability that the scanner lists by the rating in force, and
#   count from the day of the evaluation that gave it: one within its time
#   passes, one beyond it fails at the assessment, since it is there as it was
#   seen until newer evidence shows otherwise. One that is fully mitigated
#   passes; so does one of N1, for which the rules set no time. One whose
#   evaluation is missing, or lacks what the time depends on, is undecided. An
#   examined target passes too when it has no vulnerability that fails or is
#   undecided. Whether an evaluation is right is for people to say, and 192 days
#   after it what is left must be marked as accepted (VER-TFR-MAV), which no
#   scanner lists: this can show the rule broken, not kept.
#   The rules say should. The times are what the class expects where a
#   provider sets none; other ones, with the provider's reasons in its security
#   decision record, are set as parameters. Before the rules are in force for
#   the system they do not apply; from then on time before counts too.
# related_resources:
#   - description: FedRAMP Consolidated Rules 2026.07.14.01, VDR-TFR-PVR
#     ref: https://github.com/FedRAMP/rules
#   - description: SP 800-53A Rev. 5, RA-05d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [application, host]
#   method: TEST
#   severity: high
#   params:
#     reduce-n5-reachable-hours:
#       description: hours from the evaluation to reduce one of N5, likely exploitable and internet-reachable
#     reduce-n5-inside-hours:
#       description: hours from the evaluation to reduce one of N5, likely exploitable and not internet-reachable
#     reduce-n5-unlikely-hours:
#       description: hours from the evaluation to reduce one of N5, not likely exploitable
#     reduce-n4-reachable-hours:
#       description: hours from the evaluation to reduce one of N4, likely exploitable and internet-reachable
#     reduce-n4-inside-hours:
#       description: hours from the evaluation to reduce one of N4, likely exploitable and not internet-reachable
#     reduce-n4-unlikely-hours:
#       description: hours from the evaluation to reduce one of N4, not likely exploitable
#     reduce-n3-reachable-hours:
#       description: hours from the evaluation to reduce one of N3, likely exploitable and internet-reachable
#     reduce-n3-inside-hours:
#       description: hours from the evaluation to reduce one of N3, likely exploitable and not internet-reachable
#     reduce-n3-unlikely-hours:
#       description: hours from the evaluation to reduce one of N3, not likely exploitable
#     reduce-n2-reachable-hours:
#       description: hours from the evaluation to reduce one of N2, likely exploitable and internet-reachable
#     reduce-n2-inside-hours:
#       description: hours from the evaluation to reduce one of N2, likely exploitable and not internet-reachable
#     reduce-n2-unlikely-hours:
#       description: hours from the evaluation to reduce one of N2, not likely exploitable
#     vulnerability-rules-from:
#       description: the day from which the system goes by the 2026 rules for vulnerabilities
#     vulnerability-rules-term:
#       description: the first day on which it may go by them, and the last on which it must
#   needs: [now]
#   remediation: Mitigate each vulnerability listed until its rating is lower, or repair it, and record it.
package policies.fedramp.impact_reduced

import data.policies.lib.adoption
import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.scans
import data.policies.lib.seen

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
observations contains scans.placed(_parts, target, observe.pass(target, "no vulnerability is beyond its time")) if {
	_begun
	scans.usable(input.scan)
	some target in input.examined
	not target in _failing
	not target in _open
}

observations contains seen if some seen in scans.outcomes(_names, scans.parted(_parts, input.findings, _said))

observations contains observe.skip(subject, "the 2026 rules for vulnerabilities do not apply yet") if {
	adoption.ahead(data.assay.now, data.assay.params["vulnerability-rules-from"], _term)
	scans.usable(input.scan)
	some subject in subjects
}

_begun if adoption.begun(data.assay.now, data.assay.params["vulnerability-rules-from"], _term)

_term := data.assay.params["vulnerability-rules-term"]

_parts := scans.parts(input)

_failing := scans.failing(input.findings, _said)

_open := scans.open(input.findings, _names, _said)

# The records from which something may be concluded. Objects are built by
# comprehension: a rule for each key takes a time that grows with its square.
_records := [finding |
	_begun
	scans.usable(input.scan)
	some finding in input.findings
]

_said := object.union_n([
	{place: observe.pass(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		_waits[place] <= _allowed[place]
		why := sprintf("%d of %d hours used", [floor(_waits[place]), _allowed[place]])
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		_waits[place] > _allowed[place]
		why := sprintf("rated N%d for %d hours, %d expected", [finding.pain, floor(_waits[place]), _allowed[place]])
	},
	{place: observe.pass(_names[place], scans.aside("rated N1, for which no time is set", finding.suppressed)) |
		some place, finding in _records
		_waits[place]
		finding.pain == 1
	},
	{place: observe.pass(_names[place], scans.aside("fully mitigated", finding.suppressed)) |
		some place in _mitigated
		finding := _records[place]
	},
	{place: observe.pass(_names[place], "repaired") |
		some place, finding in _records
		finding.status == "pass"
	},
	{place: observe.skip(_names[place], scans.inapplicable("does not apply", finding)) |
		some place, finding in _records
		finding.status == "skip"
	},
])

_mitigated contains place if {
	some place, finding in _records
	finding.status == "fail"
	seen.happened(finding.mitigated)
	not place in _foreseen
}

# Nothing is mitigated before it is there.
_foreseen contains place if {
	some place, finding in _records
	dates.after(finding.first_seen, finding.mitigated)
}

# Hours since the evaluation of what is there and not fully mitigated.
_waits := object.union_n([{place: dates.age_hours(finding.evaluated, data.assay.now)} |
	some place, finding in _records
	finding.status == "fail"
	not place in _mitigated
	seen.happened(finding.evaluated)
])

_allowed := object.union_n([{place: _limits[finding.pain][_reach[place]]} |
	some place, finding in _records
])

_limits := {
	5: {
		"reachable": data.assay.params["reduce-n5-reachable-hours"],
		"inside": data.assay.params["reduce-n5-inside-hours"],
		"unlikely": data.assay.params["reduce-n5-unlikely-hours"],
	},
	4: {
		"reachable": data.assay.params["reduce-n4-reachable-hours"],
		"inside": data.assay.params["reduce-n4-inside-hours"],
		"unlikely": data.assay.params["reduce-n4-unlikely-hours"],
	},
	3: {
		"reachable": data.assay.params["reduce-n3-reachable-hours"],
		"inside": data.assay.params["reduce-n3-inside-hours"],
		"unlikely": data.assay.params["reduce-n3-unlikely-hours"],
	},
	2: {
		"reachable": data.assay.params["reduce-n2-reachable-hours"],
		"inside": data.assay.params["reduce-n2-inside-hours"],
		"unlikely": data.assay.params["reduce-n2-unlikely-hours"],
	},
}

# Where nobody is likely to exploit it, reach makes no difference.
_reach := object.union_n([
	{place: "reachable" |
		some place, finding in _records
		finding.likely_exploitable == true
		finding.internet_reachable == true
	},
	{place: "inside" |
		some place, finding in _records
		finding.likely_exploitable == true
		finding.internet_reachable == false
	},
	{place: "unlikely" |
		some place, finding in _records
		finding.likely_exploitable == false
	},
])

# What a record is called: vulnerability, package, target.
_names := object.union_n([
	{place: sprintf("%s in %s, %s", [finding.id, scans.part(finding["package"]), finding.target]) |
		some place, finding in input.findings
		finding["package"]
	},
	{place: sprintf("%s in %s", [finding.id, finding.target]) |
		some place, finding in input.findings
		not finding["package"]
	},
])
