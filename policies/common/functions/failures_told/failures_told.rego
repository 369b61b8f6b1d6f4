# METADATA
# title: A failed test has consequences
# description: |
#   The rule asks that people are alerted when the test of a security or privacy
#   function fails, and that a defined action follows.
#   We read, as far as it is asked for, who hears of a failed test of each
#   function, and what happens then. Whether this was ever needed is not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-06c. and SI-06d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [function-tests]
#   applies-to: [organization, host, application, network]
#   method: TEST
#   severity: moderate
#   params:
#     function-sorts:
#       description: sorts of functions that are asked for
#     failure-parts:
#       description: what is looked at, alert or action
#   remediation: Say who hears of a failed test of each function listed, and what follows.
package policies.common.functions.failures_told

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains function.id if some function in input.functions

# METADATA
# description: one outcome per function
# entrypoint: true
observations contains observe.pass(function.id, concat(" and ", _parts)) if {
	some function in _asked
	every part in _parts {
		[function.id, part] in _there
	}
}

observations contains observe.fail(function.id, "nobody hears of a failed test") if {
	"alert" in _parts
	some function in _asked
	count(function.alerts_to) == 0
}

observations contains observe.fail(function.id, "nothing follows a failed test") if {
	"action" in _parts
	some function in _asked
	is_null(function.on_failure)
}

observations contains observe.skip(function.id, "not in use") if {
	some function in input.functions
	function.active == false
}

observations contains observe.skip(function.id, sprintf("of %s, which is not asked for", [function.sort])) if {
	some function in input.functions
	not function.sort in data.assay.params["function-sorts"]
}

_asked contains function if {
	some function in input.functions
	function.active
	function.sort in data.assay.params["function-sorts"]
}

_parts := data.assay.params["failure-parts"]

# What is there, by function.
_there contains [function.id, "alert"] if {
	some function in _asked
	some role in function.alerts_to
	texts.given(role)
}

_there contains [function.id, "action"] if {
	some function in _asked
	texts.given(function.on_failure)
}
