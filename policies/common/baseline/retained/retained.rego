# METADATA
# title: Earlier baselines can be brought back
# description: |
#   The rule asks that a number of earlier versions of the baseline are kept, to
#   return to.
#   We read how many earlier versions of each baseline in use could be brought
#   back when the evidence was collected.
# related_resources:
#   - description: SP 800-53 Rev. 5, CM-2(3)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [configuration-baselines]
#   applies-to: [organization, host, kubernetes-cluster, build-system]
#   method: TEST
#   severity: low
#   params:
#     min-previous-versions:
#       description: earlier versions that must be kept
#       controls: [cm-02.03_odp]
#   decides:
#     nist-800-53: [cm-2.3]
#   remediation: Keep earlier versions of each baseline listed where they can be applied again.
package policies.common.baseline.retained

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains baseline.id if some baseline in input.baselines

# METADATA
# description: one outcome per baseline
# entrypoint: true
observations contains observe.pass(baseline.id, sprintf("%d earlier versions", [baseline.previous_versions])) if {
	some baseline in _used
	baseline.previous_versions >= data.assay.params["min-previous-versions"]
}

observations contains observe.fail(baseline.id, sprintf("%d earlier versions", [baseline.previous_versions])) if {
	some baseline in _used
	is_number(baseline.previous_versions)
	baseline.previous_versions < data.assay.params["min-previous-versions"]
}

observations contains observe.skip(baseline.id, sprintf("%s, does not count", [baseline.status])) if {
	some baseline in input.baselines
	baseline.status != "in-use"
}

_used contains baseline if {
	some baseline in input.baselines
	baseline.status == "in-use"
}
