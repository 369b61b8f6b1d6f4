# METADATA
# title: What is installed is looked at again and again
# description: |
#   The rules ask that software which is not authorized is detected by automated
#   means, and that the installation of software is monitored.
#   We read when what is installed on each host was last compared with what is
#   authorized. A host that was looked at too long before the collection fails;
#   one passes that was looked at lately at the assessment; in between it is
#   undecided. Hardware and firmware are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-08(03)a.[02] and CM-11c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.9[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     max-software-look-hours:
#       description: hours between looks at what is installed
#       controls: [cm-08.03_odp.04, cm-11_odp.03]
#   needs: [now]
#   supports:
#     cmmc: [cm.l2-3.4.9_obj.c]
#     nist-800-53: [cm-8.3_obj.a-2, cm-11_obj.c]
#   remediation: Find out why the hosts listed are not looked at, and bring them back.
package policies.common.software.watched

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains host.id if some host in input.hosts

# METADATA
# description: one outcome per host
# entrypoint: true
observations contains observe.pass(host.id, "looked at lately") if {
	some host in input.hosts
	host.active
	seen.hours(host.looked_on, data.assay.now) <= data.assay.params["max-software-look-hours"]
}

observations contains observe.fail(host.id, sprintf("last looked at %d hours before the export", [floor(age)])) if {
	some host in input.hosts
	host.active
	age := seen.hours_then(host.looked_on)
	age > data.assay.params["max-software-look-hours"]
}

observations contains observe.fail(host.id, "never looked at") if {
	some host in input.hosts
	host.active
	is_null(host.looked_on)
}

observations contains observe.skip(host.id, "the host does not run") if {
	some host in input.hosts
	host.active == false
}
