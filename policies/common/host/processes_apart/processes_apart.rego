# METADATA
# title: Programs cannot read the memory of others
# description: |
#   The rules ask that each process has a domain of its own, and that nothing
#   passes unnoticed over shared resources.
#   We read whether programs may read the memory of others of the same account.
#   Other shared resources are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-4 and SC-39
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   informs:
#     cmmc: [sc.l2-3.13.4_obj.a]
#     nist-800-53: [sc-4_obj-1, sc-39_obj]
#   remediation: Restrict the reading of process memory on each host listed.
package policies.common.host.processes_apart

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "restricted") if {
	not hosts.off
	input.hardening.process_memory == "restricted"
}

observations contains observe.fail(input.host.name, "programs may read the memory of others") if {
	not hosts.off
	input.hardening.process_memory == "open"
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
