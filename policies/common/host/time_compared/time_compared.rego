# METADATA
# title: Clocks are compared with an approved source often enough
# description: |
#   The rules ask that clocks are compared with an authoritative source in a
#   defined rhythm, and set when they differ by more than a defined time.
#   We read, as far as it is asked for, how often the clock is compared with its
#   source and from which difference on it is corrected. A host passes only
#   where its source is one of those that were approved; where it follows a
#   server of the organization that follows them, it stays undecided, unless it
#   is compared too seldom or corrected too late: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-45(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.3.7[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   params:
#     time-steps:
#       description: what is looked at, compare or correct
#     authoritative-time-sources:
#       description: sources of time that were approved
#       controls: [sc-45.1_prm_2]
#     max-time-poll-minutes:
#       description: minutes between comparisons
#       controls: [sc-45.1_prm_1]
#     max-time-step-ms:
#       description: milliseconds from which a clock must be corrected
#       controls: [sc-45.1_prm_3]
#   remediation: Compare the clock of each host listed more often, and correct it sooner.
package policies.common.host.time_compared

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, sprintf("follows %s", [input.time_sync.source])) if {
	not hosts.off
	input.time_sync.enabled
	input.time_sync.source in data.assay.params["authoritative-time-sources"]
	every step in _asked {
		step in _right
	}
}

observations contains observe.fail(input.host.name, "its clock is not compared") if {
	not hosts.off
	input.time_sync.enabled == false
}

observations contains observe.fail(input.host.name, sprintf("compared every %d minutes", [ceil(interval)])) if {
	not hosts.off
	"compare" in _asked
	interval := input.time_sync.poll_minutes
	interval > data.assay.params["max-time-poll-minutes"]
}

observations contains observe.fail(input.host.name, sprintf("corrected from %d ms on", [ceil(from)])) if {
	not hosts.off
	"correct" in _asked
	from := input.time_sync.step_ms
	from > data.assay.params["max-time-step-ms"]
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_asked := data.assay.params["time-steps"]

# What is done often, and soon, enough. Null is less than every number.
_right contains "compare" if {
	is_number(input.time_sync.poll_minutes)
	input.time_sync.poll_minutes <= data.assay.params["max-time-poll-minutes"]
}

_right contains "correct" if {
	is_number(input.time_sync.step_ms)
	input.time_sync.step_ms <= data.assay.params["max-time-step-ms"]
}
