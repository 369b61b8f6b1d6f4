# METADATA
# title: Hosts watch themselves for attacks
# description: |
#   The rule asks for monitoring mechanisms on hosts.
#   We read that an agent watches the host, and when its console last heard it.
#   An agent silent for too long at the collection fails; it passes while it was
#   heard lately at the assessment. What it looks for is not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-4(23)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     max-monitor-silence-hours:
#       description: hours a tool may be silent
#   needs: [now]
#   supports:
#     nist-800-53: [si-4.23_obj]
#   remediation: Start the agent on each host listed, and find out why it is silent.
package policies.common.host.monitored

import data.policies.lib.hosts
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "watched, and heard lately") if {
	not hosts.off
	input.endpoint_monitoring.enabled
	seen.hours(input.endpoint_monitoring.last_report, data.assay.now) <= data.assay.params["max-monitor-silence-hours"]
}

observations contains observe.fail(input.host.name, "no agent watches it") if {
	not hosts.off
	input.endpoint_monitoring.enabled == false
}

observations contains observe.fail(input.host.name, "its agent was never heard") if {
	not hosts.off
	is_null(input.endpoint_monitoring.last_report)
}

observations contains observe.fail(input.host.name, sprintf("silent for %d hours at the export", [floor(silent)])) if {
	not hosts.off
	silent := seen.hours_then(input.endpoint_monitoring.last_report)
	silent > data.assay.params["max-monitor-silence-hours"]
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
