# METADATA
# title: Memory is protected from code that does not belong there
# description: |
#   The rule asks that memory is protected from unauthorized code.
#   We read, as far as it is asked for, that addresses of programs are fully
#   random and that data in memory cannot run. Protection inside programs is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-16
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     memory-safeguards:
#       description: safeguards of memory that are asked for
#       controls: [si-16_odp]
#   supports:
#     nist-800-53: [si-16_obj]
#   remediation: Turn on the safeguards that are missing on each host listed.
package policies.common.host.memory_protected

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, concat(" and ", _asked)) if {
	not hosts.off
	every safeguard in _asked {
		safeguard in _there
	}
}

observations contains observe.fail(input.host.name, sprintf("addresses random: %s", [input.hardening.aslr])) if {
	not hosts.off
	"random-addresses" in _asked
	input.hardening.aslr in {"partial", "off"}
}

observations contains observe.fail(input.host.name, "data in memory can run") if {
	not hosts.off
	"no-execute" in _asked
	input.hardening.no_execute == false
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_asked := data.assay.params["memory-safeguards"]

# Safeguards that are there.
_there contains "random-addresses" if input.hardening.aslr == "full"

_there contains "no-execute" if input.hardening.no_execute == true
