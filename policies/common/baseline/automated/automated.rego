# METADATA
# title: Tools hold the system to its baselines
# description: |
#   The rules ask that configuration settings are managed, applied and verified
#   by automated means, and that baselines are kept current and accurate by
#   them.
#   We read, as far as it is asked for, that a tool manages each baseline in
#   use, that the tool applies it, and when the tool last compared what runs
#   with it. A comparison that was too old at the collection fails; one that has
#   become too old since leaves the baseline undecided. What the last comparison
#   found to differ fails where correction is asked for. What no baseline covers
#   is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, CM-2(2) and CM-6(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.4.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [configuration-baselines]
#   applies-to: [organization, host, kubernetes-cluster, build-system]
#   method: TEST
#   severity: moderate
#   params:
#     automation-steps:
#       description: "what tools must do: manage, apply, compare, correct"
#     max-comparison-days:
#       description: days between comparisons of what runs with its baseline
#   needs: [now]
#   remediation: Let a tool apply and compare each baseline listed, and correct what differs.
package policies.common.baseline.automated

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains baseline.id if some baseline in input.baselines

# METADATA
# description: one outcome per baseline; each thing that is missing
# entrypoint: true
observations contains observe.pass(baseline.id, sprintf("by %s: %s", [baseline.managed_by, concat(", ", _asked)])) if {
	some baseline in _used
	texts.given(baseline.managed_by)
	every step in _asked {
		step in _done[baseline.id]
	}
}

observations contains observe.fail(baseline.id, "set by hand") if {
	some baseline in _used
	is_null(baseline.managed_by)
}

observations contains observe.fail(baseline.id, "the tool does not apply it") if {
	"apply" in _asked
	some baseline in _used
	baseline.applied_by_tool == false
}

observations contains observe.fail(baseline.id, "never compared") if {
	"compare" in _asked
	some baseline in _used
	is_null(baseline.compared_on)
}

observations contains observe.fail(baseline.id, sprintf("last compared %d days before the export", [age])) if {
	"compare" in _asked
	some baseline in _used
	age := seen.days_then(baseline.compared_on)
	age > data.assay.params["max-comparison-days"]
}

observations contains observe.fail(baseline.id, sprintf("%d things differ from it", [baseline.drifted])) if {
	"correct" in _asked
	some baseline in _used
	baseline.drifted > 0
}

observations contains observe.skip(baseline.id, sprintf("%s, does not count", [baseline.status])) if {
	some baseline in input.baselines
	baseline.status != "in-use"
}

_used contains baseline if {
	some baseline in input.baselines
	baseline.status == "in-use"
}

_asked := data.assay.params["automation-steps"]

_done[baseline.id] contains "manage" if some baseline in _used

_done[baseline.id] contains "apply" if {
	some baseline in _used
	baseline.applied_by_tool == true
}

_done[baseline.id] contains "compare" if {
	some baseline in _used
	seen.days(baseline.compared_on, data.assay.now) <= data.assay.params["max-comparison-days"]
}

_done[baseline.id] contains "correct" if {
	some baseline in _used
	baseline.drifted == 0
}
