# METADATA
# title: Only authorized programs run
# description: |
#   The rules ask that programs which are not authorized cannot run: all is
#   denied that is not permitted.
#   We read, for each host, whether a list of what may run decides, and whether
#   it is enforced. What the list permits, and what runs in containers, is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-07(02) and CM-07(05)b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.8[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     execution-controls:
#       description: ways to decide what runs that count
#   supports:
#     cmmc: [cm.l2-3.4.8_obj.c]
#     nist-800-53: [cm-7.5_obj.b]
#   remediation: Turn on the list of permitted programs on each host listed, and let it refuse what is not on it.
package policies.common.software.execution

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains host.id if some host in input.hosts

# METADATA
# description: one outcome per host
# entrypoint: true
observations contains observe.pass(host.id, sprintf("%s, enforced", [host.execution_control])) if {
	some host in input.hosts
	host.active
	host.execution_control in data.assay.params["execution-controls"]
	host.execution_enforced == true
}

observations contains observe.fail(host.id, sprintf("execution control: %s", [host.execution_control])) if {
	some host in input.hosts
	host.active
	host.execution_control != "unknown"
	not host.execution_control in data.assay.params["execution-controls"]
}

observations contains observe.fail(host.id, "what may not run is recorded, not stopped") if {
	some host in input.hosts
	host.active
	host.execution_enforced == false
}

observations contains observe.skip(host.id, "the host does not run") if {
	some host in input.hosts
	host.active == false
}
