# METADATA
# title: Changes are prepared before they are made
# description: |
#   The rules ask that a change is analysed, tested, validated, documented and
#   approved before it is made.
#   We read, for each change made, the day of each step that is asked for: it
#   must not be later than the change, in an emergency neither. How well a step
#   was done, and changes without a record, are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-03(02) and CM-04
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.3[c] and 3.4.4[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [changes]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     change-steps:
#       description: what must come before a change, as tested, approved
#   remediation: Hold changes back until the missing step is done; find out how those listed came to be made without it.
package policies.common.changes.prepared

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains change.id if some change in input.changes

# METADATA
# description: one outcome per change; each step that it lacks
# entrypoint: true
observations contains observe.pass(change.id, sprintf("before it was made: %s", [concat(", ", _asked)])) if {
	some change in _made
	every step in _asked {
		dates.until(_days[step][change.id], change.implemented_on)
	}
}

observations contains observe.fail(change.id, sprintf("made without being %s", [step])) if {
	some change in _made
	some step in _asked
	is_null(_days[step][change.id])
}

observations contains observe.fail(change.id, sprintf("made before it was %s", [step])) if {
	some change in _made
	some step in _asked
	dates.after(_days[step][change.id], change.implemented_on)
}

observations contains observe.skip(change.id, sprintf("%s, not made", [change.status])) if {
	some change in input.changes
	change.status != "implemented"
	is_null(change.implemented_on)
}

_asked := data.assay.params["change-steps"]

_made contains change if {
	some change in input.changes
	change.status == "implemented"
	is_string(change.implemented_on)
}

# The day of each step, by the word that asks for it; without those of which the record is silent.
_days := {
	"analysed for security": {change.id: change.security_analyzed_on | some change in _made},
	"analysed for privacy": {change.id: change.privacy_analyzed_on | some change in _made},
	"tested": {change.id: change.tested_on | some change in _made},
	"validated": {change.id: change.validated_on | some change in _made},
	"documented": {change.id: change.documented_on | some change in _made},
	"approved": {change.id: change.approved_on | some change in _made},
}
