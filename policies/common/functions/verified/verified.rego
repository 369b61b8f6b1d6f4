# METADATA
# title: Security functions are tested, and work
# description: |
#   The rule asks that the correct operation of security and privacy functions
#   is verified in a defined rhythm.
#   We read the last test of each function of the sorts asked for, and whether
#   it worked. A test that was too old at the collection fails; one that has
#   become too old since leaves the function undecided. Which functions must be
#   tested is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-06a. and SI-06b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [function-tests]
#   applies-to: [organization, host, application, network]
#   method: TEST
#   severity: moderate
#   params:
#     function-sorts:
#       description: sorts of functions that are asked for
#     max-function-test-days:
#       description: days between tests of a function
#   needs: [now]
#   remediation: Test each function listed, and repair what does not work.
package policies.common.functions.verified

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains function.id if some function in input.functions

# METADATA
# description: one outcome per function
# entrypoint: true
observations contains observe.pass(function.id, "tested lately, it works") if {
	some function in _asked
	function.passed == true
	seen.days(function.tested_on, data.assay.now) <= data.assay.params["max-function-test-days"]
}

observations contains observe.fail(function.id, "it did not work") if {
	some function in _asked
	function.passed == false
}

observations contains observe.fail(function.id, "never tested") if {
	some function in _asked
	is_null(function.tested_on)
}

observations contains observe.fail(function.id, sprintf("last tested %d days before the export", [age])) if {
	some function in _asked
	age := seen.days_then(function.tested_on)
	age > data.assay.params["max-function-test-days"]
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
