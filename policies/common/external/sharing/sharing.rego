# METADATA
# title: Users see what they may share, and are helped to decide
# description: |
#   The rule asks that users can tell whether a partner may have what they
#   share, and that mechanisms help them to decide.
#   We read, as far as it is asked for, what each channel shows and which aid it
#   gives. Whether these are right, and other channels, are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-21a. and AC-21b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [external-systems]
#   applies-to: [organization]
#   method: TEST
#   severity: low
#   params:
#     sharing-aids:
#       description: "what a channel must have: restrictions, aid"
#   remediation: Show restrictions at each channel listed and give it a rule or a label that helps.
package policies.common.external.sharing

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains channel.id if some channel in input.channels

# METADATA
# description: one outcome per channel; each thing that is wrong
# entrypoint: true
observations contains observe.pass(channel.id, concat(", ", _asked)) if {
	some channel in _used
	facts.kept(_known, channel.id, _asked)
}

observations contains observe.fail(channel.id, sprintf("not so: %s", [fact])) if {
	some channel in _used
	some fact in facts.broken(_known, channel.id, _asked)
}

observations contains observe.skip(channel.id, "not in use") if {
	some channel in input.channels
	channel.active == false
}

_asked := data.assay.params["sharing-aids"]

_used contains channel if {
	some channel in input.channels
	channel.active == true
}

_known contains [channel.id, "restrictions", channel.restrictions_shown] if some channel in input.channels

_known contains [channel.id, "aid", facts.written(channel.aid)] if some channel in input.channels
