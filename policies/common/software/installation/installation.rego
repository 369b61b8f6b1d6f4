# METADATA
# title: People do not install programs
# description: |
#   The rules ask that policies on the installation of software by users are
#   enforced.
#   We read whether people without administrative rights can install programs on
#   each host. Programs that need no installation are not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-11b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.9[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [cm.l2-3.4.9_obj.b]
#     nist-800-53: [cm-11_obj.b]
#   remediation: Take the right to install programs from people without administrative rights on each host listed.
package policies.common.software.installation

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains host.id if some host in input.hosts

# METADATA
# description: one outcome per host
# entrypoint: true
observations contains observe.pass(host.id, "users cannot install") if {
	some host in input.hosts
	host.active
	host.users_install == false
}

observations contains observe.fail(host.id, "users can install programs") if {
	some host in input.hosts
	host.active
	host.users_install == true
}

observations contains observe.skip(host.id, "the host does not run") if {
	some host in input.hosts
	host.active == false
}
