# METADATA
# title: Security advisories reach those who must act
# description: |
#   The rule asks that alerts, advisories and directives are passed on to those
#   who must know.
#   We read when those who must know were told of each one that concerns the
#   system. One not passed on for too long at the collection fails, and so does
#   one that was passed on too late; one still in its time is undecided. Who was
#   told is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-05c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [advisories]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     max-advisory-hours:
#       description: hours in which an advisory must be passed on
#   supports:
#     nist-800-53: [si-5_obj.c]
#   remediation: Pass on each one listed.
package policies.common.advisories.passed_on

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains advisory.id if some advisory in input.advisories

# METADATA
# description: one outcome for each one
# entrypoint: true
observations contains observe.pass(advisory.id, sprintf("passed on after %d hours", [floor(hours)])) if {
	some advisory in input.advisories
	advisory.applies == true
	seen.happened(advisory.passed_on)
	hours := dates.hours(advisory.received_on, advisory.passed_on)
	hours >= 0
	hours <= data.assay.params["max-advisory-hours"]
}

observations contains observe.fail(advisory.id, sprintf("passed on only after %d hours", [floor(hours)])) if {
	some advisory in input.advisories
	advisory.applies == true
	seen.happened(advisory.passed_on)
	hours := dates.hours(advisory.received_on, advisory.passed_on)
	hours > data.assay.params["max-advisory-hours"]
}

observations contains observe.fail(advisory.id, "not passed on") if {
	some advisory in input.advisories
	advisory.applies == true
	is_null(advisory.passed_on)
	seen.hours_then(advisory.received_on) > data.assay.params["max-advisory-hours"]
}

observations contains observe.skip(advisory.id, "does not concern the system") if {
	some advisory in input.advisories
	advisory.applies == false
}
