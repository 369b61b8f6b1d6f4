# METADATA
# title: Detected vulnerabilities are evaluated in time
# description: |
#   The rules of 2026 say that a provider must evaluate each vulnerability that was
#   detected, for whether it is likely exploitable, whether it can be reached
#   from the internet and what harm it could do to agencies (VER-EVA), and that
#   it should do so within some days of the detection, by class (VER-TFR-EVU).
#   We read each vulnerability that the scanner lists: an evaluation that says
#   all three passes when it came in time, and fails when it came later. One
#   without evaluation fails once its time was over at the collection of the
#   evidence; until then, or with a part of the evaluation or the day of the
#   detection missing, it is undecided. An examined target passes too when it
#   has no vulnerability that fails or is undecided. What the scanner does not
#   detect is not seen: this can show the rule broken, not kept.
#   The times are what the class expects where a provider sets none; other ones,
#   with the provider's reasons in its security decision record, are set as
#   parameters. Before the rules are in force for the system they do not apply;
#   from then on days before count too.
# related_resources:
#   - description: FedRAMP Consolidated Rules 2026.07.14.01, VER-TFR-EVU, VER-EVA-ELX, VER-EVA-EIR and VER-EVA-EPA
#     ref: https://github.com/FedRAMP/rules
#   - description: SP 800-53A Rev. 5, RA-05c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [application, host]
#   method: TEST
#   severity: moderate
#   params:
#     max-evaluation-days:
#       description: days to evaluate a vulnerability that was detected
#     vulnerability-rules-from:
#       description: the day from which the system goes by the 2026 rules for vulnerabilities
#     vulnerability-rules-term:
#       description: the first day on which it may go by them, and the last on which it must
#   needs: [now]
#   remediation: Evaluate each vulnerability listed and record the day and what was found.
package policies.fedramp.evaluated_in_time

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
observations contains scans.placed(_parts, target, observe.pass(target, "nothing waits for its evaluation")) if {
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

_limit := data.assay.params["max-evaluation-days"]

_hours := _limit * 24

_said := object.union_n([
	{place: observe.pass(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		place in _rated
		_taken[place] >= 0
		_taken[place] <= _hours
		why := sprintf("evaluated within %d days", [_limit])
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		_taken[place] > _hours
		why := sprintf("evaluated after %d days, %d expected", [floor(_taken[place] / 24), _limit])
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		finding.status == "fail"
		not _taken[place]
		waited := seen.hours_then(finding.first_seen)
		waited > _hours
		why := sprintf("not evaluated for %d days, %d expected", [floor(waited / 24), _limit])
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

# An evaluation says three things. What cannot be exploited need not be reachable,
# but was looked at all the same.
_rated contains place if {
	some place, finding in _records
	is_number(finding.pain)
	is_boolean(finding.internet_reachable)
	is_boolean(finding.likely_exploitable)
}

# Hours from the detection of a vulnerability to its evaluation.
_taken := object.union_n([{place: dates.hours(finding.first_seen, finding.evaluated)} |
	some place, finding in _records
	finding.status == "fail"
	seen.happened(finding.evaluated)
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
