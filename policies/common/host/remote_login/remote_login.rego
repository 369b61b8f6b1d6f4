# METADATA
# title: Remote logins are personal and need a key
# description: |
#   The rules ask that remote access is controlled and that what is done can
#   be traced to a person.
#   We read the SSH server: root may not log in, passwords alone are not
#   accepted, empty passwords never. Hosts without an SSH server are not
#   judged.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.1.12 and 3.5.2
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: SP 800-53 Rev. 5, AC-17(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.12_obj.c]
#   informs:
#     hipaa: [hipaa-164.312.d]
#     nist-800-53: [ac-17.1_obj-2]
#   remediation: Set PermitRootLogin no, PasswordAuthentication no and PermitEmptyPasswords no on each host listed.
package policies.common.host.remote_login

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "only personal logins with a key") if {
	_judged
	input.ssh.permit_root_login == "no"
	input.ssh.password_authentication == false
	input.ssh.permit_empty_passwords == false
}

observations contains observe.fail(input.host.name, "root may log in") if {
	_judged
	input.ssh.permit_root_login != "no"
}

observations contains observe.fail(input.host.name, "a password is enough to log in") if {
	_judged
	input.ssh.password_authentication == true
}

observations contains observe.fail(input.host.name, "empty passwords are accepted") if {
	_judged
	input.ssh.permit_empty_passwords == true
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

observations contains observe.skip(input.host.name, "no SSH server runs") if {
	not hosts.off
	input.ssh.enabled == false
}

_judged if {
	not hosts.off
	not input.ssh.enabled == false
}
