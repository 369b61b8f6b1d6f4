# METADATA
# title: Baselines are reviewed in time
# description: |
#   The rules ask that the baseline configuration is reviewed, and updated, in a
#   defined rhythm.
#   We read the last review of each baseline in use. One that was too old at the
#   collection fails; one that passes is young enough at the assessment; in
#   between it is undecided. Reviews that an event calls for are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-02b.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.1[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [configuration-baselines]
#   applies-to: [organization, host, kubernetes-cluster, build-system]
#   method: EXAMINE
#   severity: low
#   params:
#     max-baseline-review-days:
#       description: days between reviews of a baseline
#       controls: [cm-02_odp.01]
#   needs: [now]
#   supports:
#     cmmc: [cm.l2-3.4.1_obj.c]
#     nist-800-53: [cm-2_obj.b.1]
#   remediation: Review each baseline listed, and record the day.
package policies.common.baseline.reviewed

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains baseline.id if some baseline in input.baselines

# METADATA
# description: one outcome per baseline
# entrypoint: true
observations contains observe.pass(baseline.id, sprintf("reviewed %d days ago", [age])) if {
	some baseline in _used
	age := seen.days(baseline.reviewed_on, data.assay.now)
	age <= data.assay.params["max-baseline-review-days"]
}

observations contains observe.fail(baseline.id, sprintf("last reviewed %d days before the export", [age])) if {
	some baseline in _used
	age := seen.days_then(baseline.reviewed_on)
	age > data.assay.params["max-baseline-review-days"]
}

observations contains observe.fail(baseline.id, "never reviewed") if {
	some baseline in _used
	is_null(baseline.reviewed_on)
}

observations contains observe.skip(baseline.id, sprintf("%s, does not count", [baseline.status])) if {
	some baseline in input.baselines
	baseline.status != "in-use"
}

_used contains baseline if {
	some baseline in input.baselines
	baseline.status == "in-use"
}
