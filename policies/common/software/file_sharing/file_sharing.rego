# METADATA
# title: No file sharing between peers
# description: |
#   The rule asks that peer-to-peer file sharing is controlled, so that it is
#   not used to share protected works.
#   We read the names of what is installed on each host and look for programs
#   that share files between peers. Programs that are not installed, or go by
#   other names, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-10c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   params:
#     file-sharing-programs:
#       description: parts of the names of programs that share files between peers, in lower case
#   supports:
#     nist-800-53: [cm-10_obj.c]
#   remediation: Remove each program listed, or document its use and have it approved.
package policies.common.software.file_sharing

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains host.id if some host in input.hosts

# METADATA
# description: one outcome per host; each such program
# entrypoint: true
observations contains observe.pass(host.id, sprintf("%d programs, none that shares files", [count(host.software)])) if {
	some host in input.hosts
	host.active
	count(host.software) > 0
	every program in host.software {
		texts.given(program.name)
	}
	not host.id in _sharing
}

observations contains observe.fail(host.id, sprintf("%s is installed", [program.name])) if {
	some host in input.hosts
	host.active
	some program in host.software
	_shares(program.name)
}

observations contains observe.skip(host.id, "the host does not run") if {
	some host in input.hosts
	host.active == false
}

_sharing contains host.id if {
	some host in input.hosts
	some program in host.software
	_shares(program.name)
}

_shares(name) if {
	some mark in data.assay.params["file-sharing-programs"]
	contains(lower(name), mark)
}
