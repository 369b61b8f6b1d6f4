# METADATA
# title: Remote sessions without an answer are cut
# description: |
#   The rules ask that a network connection ends after a defined time without
#   activity.
#   We read how long the SSH server waits for a client that no longer answers:
#   its interval times its count. Zero means it waits for ever. A client that
#   answers while nobody types is not cut by this, and other connections are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-10
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.13.9[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   params:
#     max-connection-idle-minutes:
#       description: minutes without activity until a connection is cut
#       controls: [sc-10_odp_privileged]
#   supports:
#     cmmc: [sc.l2-3.13.9_obj.c]
#     nist-800-53: [sc-10]
#   informs:
#     hipaa: [hipaa-164.312.a.2.iii]
#   remediation: >-
#     Set ClientAliveInterval and ClientAliveCountMax on each host listed so
#     that silent sessions end in time.
package policies.common.host.idle_session

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, sprintf("silent sessions end after %d seconds", [_seconds])) if {
	not hosts.off
	_seconds > 0
	_seconds <= data.assay.params["max-connection-idle-minutes"] * 60
}

observations contains observe.fail(input.host.name, sprintf("silent sessions end after %d seconds", [_seconds])) if {
	not hosts.off
	_seconds > data.assay.params["max-connection-idle-minutes"] * 60
}

observations contains observe.fail(input.host.name, "silent sessions never end") if {
	not hosts.off
	_seconds == 0
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_seconds := input.ssh.client_alive_interval * input.ssh.client_alive_count_max
