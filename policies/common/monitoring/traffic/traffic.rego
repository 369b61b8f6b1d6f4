# METADATA
# title: Traffic is watched in each direction
# description: |
#   The rules ask that traffic is monitored, inbound and outbound, for attacks,
#   unusual activity and covert exfiltration.
#   We read, for each direction asked for, whether a tool that is meant to run
#   watches it, and when that tool was last heard. A direction whose tools were
#   all silent for too long at the collection fails, and so does one that no
#   tool watches. Where on the network the tools stand is not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-04(04)b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-53 Rev. 5, SI-4(18)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.14.6[b] and 3.14.6[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [monitoring]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     traffic-directions:
#       description: directions of traffic that are asked for
#     max-monitor-silence-hours:
#       description: hours a tool may be silent
#   needs: [now]
#   remediation: Let a tool watch each direction listed, and bring back those that are silent.
package policies.common.monitoring.traffic

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each direction asked for, and each tool switched off
# entrypoint: true
subjects contains direction if {
	count(input.tools) > 0
	some direction in _asked
}

subjects contains tool.id if {
	some tool in input.tools
	tool.active == false
}

# METADATA
# description: one outcome per direction, and each tool switched off
# entrypoint: true
observations contains observe.pass(direction, "watched") if {
	some direction in _asked
	some tool in _watching[direction]
	seen.hours(tool.last_event, data.assay.now) <= data.assay.params["max-monitor-silence-hours"]
}

observations contains observe.fail(direction, "no tool watches it") if {
	count(_silent) == 0
	some direction in _asked
	some tool in input.tools
	tool.active
	not _watching[direction]
}

observations contains observe.fail(direction, "its tools were silent at the export") if {
	some direction in _asked
	every tool in _watching[direction] {
		seen.hours_then(tool.last_event) > data.assay.params["max-monitor-silence-hours"]
	}
}

observations contains observe.skip(tool.id, "switched off") if {
	some tool in input.tools
	tool.active == false
}

_asked := data.assay.params["traffic-directions"]

# The tools that are meant to run, by what they watch.
_watching[direction] contains tool if {
	some tool in input.tools
	tool.active
	some direction in tool.watches
}

# Tools that do not say what they watch.
_silent contains tool.id if {
	some tool in input.tools
	tool.active
	not tool.watches
}
