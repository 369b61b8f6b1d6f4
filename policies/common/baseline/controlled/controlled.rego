# METADATA
# title: Baselines are under configuration control
# description: |
#   The rules ask for a current baseline configuration, kept under configuration
#   control.
#   We read that each baseline in use is kept under version control and that its
#   version was approved. What it covers, and whether it is complete, is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-02a.[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.1[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [configuration-baselines]
#   applies-to: [organization, host, kubernetes-cluster, build-system]
#   method: EXAMINE
#   severity: low
#   supports:
#     cmmc: [cm.l2-3.4.1_obj.c]
#     nist-800-53: [cm-2_obj.a-2]
#   remediation: Keep each baseline listed under version control and have its version approved.
package policies.common.baseline.controlled

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains baseline.id if some baseline in input.baselines

# METADATA
# description: one outcome per baseline
# entrypoint: true
observations contains observe.pass(baseline.id, sprintf("version %s, approved", [baseline.version])) if {
	some baseline in _used
	texts.given(baseline.version)
	baseline.versioned == true
	seen.happened(baseline.approved_on)
}

observations contains observe.fail(baseline.id, "not under version control") if {
	some baseline in _used
	baseline.versioned == false
}

observations contains observe.fail(baseline.id, "its version was not approved") if {
	some baseline in _used
	is_null(baseline.approved_on)
}

observations contains observe.skip(baseline.id, sprintf("%s, does not count", [baseline.status])) if {
	some baseline in input.baselines
	baseline.status != "in-use"
}

_used contains baseline if {
	some baseline in input.baselines
	baseline.status == "in-use"
}
