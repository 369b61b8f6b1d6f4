# METADATA
# title: Vulnerabilities are repaired in time
# description: |
#   The rules ask that vulnerabilities are repaired within a time that
#   depends on how bad they are.
#   We read each vulnerability that the scanner lists and count from the day
#   it was first found on the target, or, where the scanner does not say,
#   from the day it became public: it could have been found since. One inside
#   its time passes; one of unknown severity or date stays undecided; one
#   that was set aside in the scanner is still there. An examined target
#   without an overdue vulnerability passes too.
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
#     nist-800-53: [ra-5_obj.d]
#   supports:
#     cmmc: [si.l2-3.14.1_obj.f, si.l1-b.1.xii_obj.3.14.1.f]
#     nist-800-53: [si-2_obj.a-3]
#   informs:
#     hipaa: [hipaa-164.308.a.1.ii.b]
#   remediation: Install the repaired version of each package listed, or record a waiver with an approver.
package policies.common.vuln.age

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: each examined target, and each vulnerability listed
# entrypoint: true
subjects contains target if some target in input.examined

subjects contains id if some id in _names

# METADATA
# description: one outcome per target and per vulnerability
# entrypoint: true
observations contains observe.pass(target, "no vulnerability is overdue") if {
	input.scan.ok
	some target in input.examined
	not target in _overdue_targets
}

observations contains observe.pass(name, sprintf("%d of %d days used", [age, limit])) if {
	some place, age in _ages
	name := _names[place]
	limit := _limits[input.findings[place].severity]
	age <= limit
}

observations contains observe.fail(name, sprintf("open for %d days, %d allowed", [age, limit])) if {
	some place, age in _ages
	name := _names[place]
	limit := _limits[input.findings[place].severity]
	age > limit
}

observations contains observe.pass(name, "repaired") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "pass"
}

observations contains observe.skip(name, "does not apply") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "skip"
}

observations contains observe.skip(name, "of no severity") if {
	some place, finding in input.findings
	name := _names[place]
	finding.status == "fail"
	finding.severity == "none"
}

_limits := {
	"critical": data.assay.params["remediation-critical-days"],
	"high": data.assay.params["remediation-high-days"],
	"moderate": data.assay.params["remediation-moderate-days"],
	"low": data.assay.params["remediation-low-days"],
}

_ages[place] := dates.age_days(finding.first_seen, data.assay.now) if {
	some place, finding in input.findings
	finding.status == "fail"
	finding.first_seen
}

_ages[place] := dates.age_days(finding.published, data.assay.now) if {
	some place, finding in input.findings
	finding.status == "fail"
	not finding.first_seen
}

_overdue_targets contains finding.target if {
	some place, finding in input.findings
	_ages[place] > _limits[finding.severity]
}

# What a finding is called, by its place in the list.
_names[place] := sprintf("%s in %s %s, %s", words) if {
	some place, finding in input.findings
	words := [finding.id, finding["package"].name, finding["package"].version, finding.target]
}

_names[place] := sprintf("%s in %s", [finding.id, finding.target]) if {
	some place, finding in input.findings
	not finding["package"]
}
