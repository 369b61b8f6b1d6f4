# METADATA
# title: Alerts of monitoring tools reach people
# description: |
#   The rule asks that people are alerted when the system shows signs of
#   compromise.
#   We read, for each tool, that it has indicators that raise an alert, that it
#   alerts somebody, and that its last test, not too old, arrived. A test that
#   did not arrive fails; one that is too old at the assessment, or was never
#   made, leaves the tool undecided. How fast people react is not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-04(05)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [monitoring]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     max-alert-test-days:
#       description: days between tests of an alert
#   needs: [now]
#   supports:
#     nist-800-53: [si-4.5_obj]
#   remediation: Name who is alerted by each tool listed, and test the way.
package policies.common.monitoring.alerts

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains tool.id if some tool in input.tools

# METADATA
# description: one outcome per tool; each thing that is missing
# entrypoint: true
observations contains observe.pass(tool.id, sprintf("alerts %s", [concat(", ", tool.alerts_to)])) if {
	some tool in input.tools
	tool.active
	some role in tool.alerts_to
	texts.given(role)
	tool.indicators > 0
	tool.alert_arrived == true
	seen.days(tool.alert_tested_on, data.assay.now) <= data.assay.params["max-alert-test-days"]
}

observations contains observe.fail(tool.id, "alerts nobody") if {
	some tool in input.tools
	tool.active
	count(tool.alerts_to) == 0
}

observations contains observe.fail(tool.id, "nothing raises an alert") if {
	some tool in input.tools
	tool.active
	tool.indicators == 0
}

observations contains observe.fail(tool.id, "the last test did not arrive") if {
	some tool in input.tools
	tool.active
	tool.alert_arrived == false
}

observations contains observe.skip(tool.id, "switched off") if {
	some tool in input.tools
	tool.active == false
}
