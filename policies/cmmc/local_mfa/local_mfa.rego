# METADATA
# title: Local access to privileged accounts needs a second factor
# description: |
#   The rule asks for a second factor also where a privileged account is used
#   at the machine itself.
#   We read that each host refuses local sign-in without a second factor, for
#   privileged accounts at least.
# related_resources:
#   - description: SP 800-171A, 3.5.3[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [ia.l2-3.5.3_obj.b]
#   remediation: Require a second factor at local sign-in on each host listed.
package policies.cmmc.local_mfa

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "second factor required") if {
	not hosts.off
	input.mfa.enforced
}

observations contains observe.fail(input.host.name, "no second factor required") if {
	not hosts.off
	input.mfa.enforced == false
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
