# METADATA
# title: Local access to privileged accounts needs a second factor
# description: |
#   The rule asks for a second factor also where a privileged account is used
#   at the machine itself.
#   We read that each host refuses local sign-in without a second factor, for
#   privileged accounts at least, and that no privileged account of the host is
#   said to sign in without one.
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
	count(_without) == 0
}

observations contains observe.fail(input.host.name, "no second factor required") if {
	not hosts.off
	input.mfa.enforced == false
}

observations contains observe.fail(input.host.name, sprintf("%s signs in without one", [concat(", ", _without)])) if {
	not hosts.off
	count(_without) > 0
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

# Privileged accounts in use that are said to have no second factor.
_without contains account.name if {
	some account in input.accounts
	account.privileged
	account.mfa == false
	not account.disabled == true
}
