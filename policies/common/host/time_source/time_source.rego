# METADATA
# title: Clocks follow an authoritative source
# description: |
#   The rules ask that system clocks follow an authoritative time source, so
#   that audit records can be compared.
#   We read that synchronisation runs, names its source, and that the clock
#   is close to it. Whether that source is an authoritative one, and the one
#   that was specified, is not seen: of rules that ask for this it can show that
#   they are broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.3.7[b] and 3.3.7[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, SC-45 and SC-45(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   params:
#     max-clock-drift-ms:
#       description: milliseconds a clock may differ from its source
#   decides:
#     nist-800-53: [sc-45]
#   supports:
#     cmmc: [au.l2-3.3.7_obj.b, au.l2-3.3.7_obj.c]
#     nist-800-53: [au-8_obj.a]
#   remediation: Start time synchronisation on each host listed and point it to the approved source.
package policies.common.host.time_source

import data.policies.lib.hosts
import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "follows its time source") if {
	not hosts.off
	input.time_sync.enabled
	texts.given(input.time_sync.source)
	is_number(input.time_sync.drift_ms)
	abs(input.time_sync.drift_ms) <= data.assay.params["max-clock-drift-ms"]
}

observations contains observe.fail(input.host.name, "time synchronisation is off") if {
	not hosts.off
	input.time_sync.enabled == false
}

observations contains observe.fail(input.host.name, "no time source is named") if {
	not hosts.off
	input.time_sync.enabled
	is_null(input.time_sync.source)
}

observations contains observe.fail(input.host.name, sprintf("the clock is %d ms off", [floor(drift)])) if {
	not hosts.off
	input.time_sync.enabled
	is_number(input.time_sync.drift_ms)
	drift := abs(input.time_sync.drift_ms)
	drift > data.assay.params["max-clock-drift-ms"]
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
