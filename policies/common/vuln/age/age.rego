# METADATA
# title: Vulnerabilities are repaired in time
# description: |
#   The rules ask that vulnerabilities are repaired within a time that
#   depends on how bad they are.
#   We read each vulnerability that the scanner lists and count from the day
#   it was first found on the target, or, where the scanner does not say,
#   from the day it became public: it could have been found since. The days run
#   to the assessment: a vulnerability is there until a newer scan shows that it
#   is not. One inside
#   its time passes; one of unknown severity or date stays undecided; one
#   that was set aside in the scanner is still there. An examined target
#   passes too when it has no overdue vulnerability, and none that is
#   undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, RA-05d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.11.3[b] and 3.14.1[f]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: FedRAMP continuous monitoring playbook, POA&M
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [application, host]
#   method: TEST
#   severity: high
#   weaknesses: true
#   params:
#     remediation-critical-days:
#       description: days to repair a critical vulnerability
#       controls: [ra-05_odp.03_critical]
#     remediation-high-days:
#       description: days to repair a high vulnerability
#       controls: [ra-05_odp.03_high]
#     remediation-moderate-days:
#       description: days to repair a moderate vulnerability
#       controls: [ra-05_odp.03_moderate]
#     remediation-low-days:
#       description: days to repair a low vulnerability
#       controls: [ra-05_odp.03_low]
#   needs: [now]
#   decides:
#     cmmc: [ra.l2-3.11.3_obj.b]
#   supports:
#     cmmc: [si.l2-3.14.1_obj.f, si.l1-b.1.xii_obj.3.14.1.f]
#   informs:
#     hipaa: [hipaa-164.308.a.1.ii.b]
#   remediation: Install the repaired version of each package listed, or record a waiver with an approver.
package policies.common.vuln.age

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.scans

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
observations contains scans.placed(_parts, target, observe.pass(target, "no vulnerability is overdue")) if {
	scans.usable(input.scan)
	some target in input.examined
	not target in _failing
	not target in _open
}

observations contains seen if some seen in scans.outcomes(_names, scans.parted(_parts, input.findings, _told))

# What is there, within its time or not, is a weakness by its own id.
_told := object.union(_said, {place: observe.finding(seen, {
	"id": finding.id,
	"level": finding.severity,
	"since": object.get(finding, "first_seen", ""),
	"stands": true,
}) |
	some place, seen in _said
	finding := _records[place]
	finding.status == "fail"
	seen.outcome != "skip"
})

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
	{place: observe.pass(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		limit := _limits[finding.severity]
		_ages[place] <= limit
		why := sprintf("%d of %d days used", [_ages[place], limit])
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		limit := _limits[finding.severity]
		_ages[place] > limit
		why := sprintf("open for %d days, %d allowed", [_ages[place], limit])
	},
	{place: observe.pass(_names[place], "repaired") |
		some place, finding in _records
		finding.status == "pass"
	},
	{place: observe.skip(_names[place], scans.inapplicable("does not apply", finding)) |
		some place, finding in _records
		finding.status == "skip"
	},
	{place: observe.skip(_names[place], "of no severity") |
		some place, finding in _records
		finding.status == "fail"
		finding.severity == "none"
	},
])

_limits := {
	"critical": data.assay.params["remediation-critical-days"],
	"high": data.assay.params["remediation-high-days"],
	"moderate": data.assay.params["remediation-moderate-days"],
	"low": data.assay.params["remediation-low-days"],
}

# Days since a vulnerability was first seen on the target, else since it became public.
_ages := object.union_n([
	{place: dates.age_days(finding.first_seen, data.assay.now) |
		some place, finding in _records
		finding.status == "fail"
		finding.first_seen
	},
	{place: dates.age_days(finding.published, data.assay.now) |
		some place, finding in _records
		finding.status == "fail"
		not finding.first_seen
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
