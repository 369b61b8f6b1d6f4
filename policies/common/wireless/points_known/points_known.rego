# METADATA
# title: Wireless access points are known
# description: |
#   The rule asks that wireless access points are identified.
#   We read whether each access point of ours that a survey saw stands in the
#   register. What the survey did not reach is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.1.16[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-access]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.16_obj.a]
#   remediation: Find each access point listed; register it or take it away.
package policies.common.wireless.points_known

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains point.id if some point in input.points

# METADATA
# description: one outcome per access point; each thing that is wrong
# entrypoint: true
observations contains observe.pass(point.id, concat(", ", _asked)) if {
	some point in _used
	facts.kept(_known, point.id, _asked)
}

observations contains observe.fail(point.id, sprintf("not so: %s", [fact])) if {
	some point in _used
	some fact in facts.broken(_known, point.id, _asked)
}

observations contains observe.skip(point.id, "of a neighbour") if {
	some point in input.points
	point.near == false
}

_asked := ["in the register"]

_used contains point if {
	some point in input.points
	point.near == true
}

_known contains [point.id, "in the register", point.known] if some point in input.points
