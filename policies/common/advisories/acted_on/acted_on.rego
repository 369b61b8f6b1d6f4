# METADATA
# title: What advisories and directives ask for is done in time
# description: |
#   The rules ask that action is taken on alerts and advisories, and that
#   directives are carried out in time, or their issuer told what could not be.
#   We read, for each one of the sorts asked for that concerns the system and
#   sets a day, whether it was done by that day, or its issuer was told by then.
#   One that was open at the collection after its day fails; before its day it
#   is undecided. How well it was done is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-05d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.14.3[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [advisories]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     advisory-sorts:
#       description: sorts that are asked for
#   remediation: Do what each one listed asks for, or tell its issuer.
package policies.common.advisories.acted_on

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
observations contains observe.pass(advisory.id, "done in time, or its issuer told") if {
	some advisory in _binding
	some day in _acts[advisory.id]
	seen.happened(day)
	dates.lasts(advisory.due, dates.ns(day))
	dates.until(advisory.received_on, day)
}

observations contains observe.fail(advisory.id, sprintf("done after %s", [advisory.due])) if {
	some advisory in _binding
	dates.over(advisory.due, dates.ns(advisory.done_on))
	not advisory.id in _issuer_told
}

observations contains observe.fail(advisory.id, sprintf("not done by %s", [advisory.due])) if {
	some advisory in _binding
	is_null(advisory.done_on)
	is_null(advisory.issuer_told_on)
	dates.over(advisory.due, seen.at)
}

observations contains observe.skip(advisory.id, sprintf("%s, which is not asked for", [advisory.sort])) if {
	some advisory in input.advisories
	not advisory.sort in data.assay.params["advisory-sorts"]
}

observations contains observe.skip(advisory.id, "does not concern the system") if {
	some advisory in input.advisories
	advisory.applies == false
}

_binding contains advisory if {
	some advisory in input.advisories
	advisory.applies == true
	advisory.sort in data.assay.params["advisory-sorts"]
}

# The days on which it was done, or its issuer told.
_acts[advisory.id] contains advisory.done_on if some advisory in _binding

_acts[advisory.id] contains advisory.issuer_told_on if some advisory in _binding

_issuer_told contains advisory.id if {
	some advisory in _binding
	dates.lasts(advisory.due, dates.ns(advisory.issuer_told_on))
}
