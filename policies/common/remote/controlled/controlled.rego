# METADATA
# title: Remote access is watched, controlled and routed through managed points
# description: |
#   The rules ask that mechanisms monitor and control remote access, and that it
#   is routed through authorized and managed access control points.
#   We read what each open way says of that, as far as it is asked for. Ways
#   that nobody listed are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-17(1) and AC-17(3)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.12 and 3.1.14
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [remote-access]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   params:
#     remote-controls:
#       description: "what a way must be: monitored, controlled, routed"
#   remediation: Put each way listed behind a managed access point that watches sessions and can cut them.
package policies.common.remote.controlled

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains way.id if some way in input.ways

# METADATA
# description: one outcome per way; each thing that is wrong
# entrypoint: true
observations contains observe.pass(way.id, concat(", ", _asked)) if {
	some way in _used
	facts.kept(_known, way.id, _asked)
}

observations contains observe.fail(way.id, sprintf("not so: %s", [fact])) if {
	some way in _used
	some fact in facts.broken(_known, way.id, _asked)
}

observations contains observe.skip(way.id, "closed") if {
	some way in input.ways
	way.open == false
}

_asked := data.assay.params["remote-controls"]

_used contains way if {
	some way in input.ways
	way.open == true
}

_known contains [way.id, "monitored", way.monitored] if some way in input.ways

_known contains [way.id, "controlled", way.controlled] if some way in input.ways

_known contains [way.id, "routed", way.routed] if some way in input.ways
