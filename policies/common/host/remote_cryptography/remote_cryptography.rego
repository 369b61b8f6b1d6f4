# METADATA
# title: Remote administration uses approved cryptography
# description: |
#   The rules ask that remote access sessions are protected by cryptography,
#   for confidentiality and for integrity.
#   We read the ciphers, message authentication codes and key exchanges that
#   the SSH server accepts. One that is not on the approved list fails the
#   host, because a client may choose it. Other ways in, such as a VPN or a
#   portal, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, AC-17(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.1.13[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     approved-ciphers:
#       description: SSH ciphers that may be accepted
#     approved-macs:
#       description: SSH message authentication codes that may be accepted
#     approved-key-exchanges:
#       description: SSH key exchanges that may be accepted
#   supports:
#     cmmc: [ac.l2-3.1.13_obj.b]
#     nist-800-53: [ac-17.2]
#   informs:
#     hipaa: [hipaa-164.312.e.2.ii]
#   remediation: Remove the algorithms listed from the SSH server of each host.
package policies.common.host.remote_cryptography

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "only approved algorithms") if {
	not hosts.off
	count(input.ssh.ciphers) > 0
	count(input.ssh.macs) > 0
	count(input.ssh.kex) > 0
	count(_weak) == 0
}

observations contains observe.fail(input.host.name, sprintf("accepts %s", [concat(", ", _weak)])) if {
	not hosts.off
	count(_weak) > 0
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_weak contains cipher if {
	some cipher in input.ssh.ciphers
	not cipher in data.assay.params["approved-ciphers"]
}

_weak contains mac if {
	some mac in input.ssh.macs
	not mac in data.assay.params["approved-macs"]
}

_weak contains method if {
	some method in input.ssh.kex
	not method in data.assay.params["approved-key-exchanges"]
}
