# METADATA
# title: Hosts refuse what no rule allows
# description: |
#   The rules ask for boundary protection on hosts, refusing what is not
#   allowed.
#   We read that the packet filter of the host refuses inbound traffic by
#   default.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7(12)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.6
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   decides:
#     nist-800-53: [sc-7.12]
#   supports:
#     cmmc: [sc.l2-3.13.6_obj.a]
#   remediation: Set the default of the packet filter of each host listed to deny.
package policies.common.host.firewall

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "refuses by default") if {
	not hosts.off
	input.firewall["default"] == "deny"
}

observations contains observe.fail(input.host.name, "allows by default") if {
	not hosts.off
	input.firewall["default"] == "allow"
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
