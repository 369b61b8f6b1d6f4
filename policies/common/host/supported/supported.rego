# METADATA
# title: Operating systems are supported by their vendor
# description: |
#   The rule asks that components are replaced when support for them ends.
#   We read the last day of vendor support of the operating system: it ends by
#   itself, and the host fails when that day is over at the assessment.
#   Applications are seen by their scanners.
# related_resources:
#   - description: SP 800-53A Rev. 5, SA-22a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   needs: [now]
#   supports:
#     nist-800-53: [sa-22_obj.a]
#   informs:
#     cmmc: [si.l2-3.14.1_obj.f]
#     hipaa: [hipaa-164.308.a.1.ii.b]
#   remediation: Replace the operating system of each host listed, or buy extended support and record it.
package policies.common.host.supported

import data.policies.lib.dates
import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "supported") if {
	not hosts.off
	dates.lasts(input.host.os.supported_until, data.assay.now)
}

observations contains observe.fail(input.host.name, "out of support") if {
	not hosts.off
	dates.over(input.host.os.supported_until, data.assay.now)
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
