# METADATA
# title: Monitoring tools come together in one place
# description: |
#   The rules ask that tools which watch the system are connected into one
#   detection system, and that what they find is correlated.
#   We read, for each tool, where its findings come together with those of
#   others, and when it was last heard. A tool silent for too long at the
#   collection fails; one passes that was heard lately at the assessment.
#   Whether the findings are correlated well is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-4(1) and SI-4(16)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [monitoring]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     max-monitor-silence-hours:
#       description: hours a tool may be silent
#   needs: [now]
#   supports:
#     nist-800-53: [si-4.1_obj-1, si-4.1_obj-2, si-4.16_obj]
#   remediation: Connect each tool listed with the central detection system, and bring back those that are silent.
package policies.common.monitoring.connected

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
observations contains observe.pass(tool.id, sprintf("heard by %s", [tool.central])) if {
	some tool in input.tools
	tool.active
	texts.given(tool.central)
	seen.hours(tool.last_event, data.assay.now) <= data.assay.params["max-monitor-silence-hours"]
}

observations contains observe.fail(tool.id, "stands alone") if {
	some tool in input.tools
	tool.active
	is_null(tool.central)
}

observations contains observe.fail(tool.id, "never heard") if {
	some tool in input.tools
	tool.active
	is_null(tool.last_event)
}

observations contains observe.fail(tool.id, sprintf("silent for %d hours at the export", [floor(silent)])) if {
	some tool in input.tools
	tool.active
	silent := seen.hours_then(tool.last_event)
	silent > data.assay.params["max-monitor-silence-hours"]
}

observations contains observe.skip(tool.id, "switched off") if {
	some tool in input.tools
	tool.active == false
}
