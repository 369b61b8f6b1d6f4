# METADATA
# title: Nothing is installed that is not authorized
# description: |
#   The rules ask that software which is not authorized is not installed, that
#   what is unnecessary is removed, and that people do not install programs
#   against the policy.
#   We read what is installed on each host and whether it is on the list of
#   authorized software. A program of which this is not known leaves the host
#   undecided. What runs without being installed is not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-07(01)b.[04] and CM-11b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.9[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [cm.l2-3.4.9_obj.b, cm.l2-3.4.7_obj.c]
#     nist-800-53: [cm-7.1_obj.b-4, cm-11_obj.b]
#   remediation: Remove each program listed, or have it authorized.
package policies.common.software.authorized

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains host.id if some host in input.hosts

# METADATA
# description: one outcome per host; each program that is not authorized
# entrypoint: true
observations contains observe.pass(host.id, sprintf("%d programs, all authorized", [count(host.software)])) if {
	some host in input.hosts
	host.active
	count(host.software) > 0
	every program in host.software {
		program.authorized == true
	}
}

observations contains observe.fail(host.id, sprintf("%s is not authorized", [program.name])) if {
	some host in input.hosts
	host.active
	some program in host.software
	program.authorized == false
}

observations contains observe.skip(host.id, "the host does not run") if {
	some host in input.hosts
	host.active == false
}
