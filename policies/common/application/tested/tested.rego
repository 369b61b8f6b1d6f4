# METADATA
# title: Applications withstand the tests of their weaknesses
# description: |
#   The rules ask that input is checked for validity, and that error messages
#   reveal nothing that helps an attacker.
#   We read, for each application in use, which sorts of weakness the last test
#   tried, when, and what it found open of the sorts asked for, from the
#   severity that counts. A test that is too old at the assessment, or did not
#   try a sort, leaves the application undecided. What a test does not try is
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-10 and SI-11
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [application-tests]
#   applies-to: [application]
#   method: TEST
#   severity: moderate
#   params:
#     weakness-classes:
#       description: sorts of weakness that are asked for
#       controls: [si-10_odp]
#     max-application-test-days:
#       description: days between tests
#     analysis-floor:
#       description: lowest severity of a finding that counts
#   needs: [now]
#   remediation: Repair what was found in each application listed, and test it again.
package policies.common.application.tested

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.severity

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains application.id if some application in input.applications

# METADATA
# description: one outcome per application; each weakness that is open
# entrypoint: true
observations contains observe.pass(application.id, sprintf("tested for %s", [concat(", ", _asked)])) if {
	some application in input.applications
	application.active
	every class in _asked {
		class in application.classes
	}
	seen.days(application.tested_on, data.assay.now) <= data.assay.params["max-application-test-days"]
	every finding in application.findings {
		[application.id, finding] in _harmless
	}
}

observations contains observe.fail(application.id, sprintf("open: %s", [finding.id])) if {
	some application in input.applications
	application.active
	some finding in application.findings
	finding.class in _asked
	severity.at_least(finding.severity, data.assay.params["analysis-floor"])
}

observations contains observe.skip(application.id, "not in use") if {
	some application in input.applications
	application.active == false
}

_asked := data.assay.params["weakness-classes"]

# Findings that do not count.
_harmless contains [application.id, finding] if {
	some application in input.applications
	some finding in application.findings
	not finding.class in _asked
}

_harmless contains [application.id, finding] if {
	some application in input.applications
	some finding in application.findings
	severity.below(finding.severity, data.assay.params["analysis-floor"])
}
