# METADATA
# title: Functions came back in time when that was last tested
# description: |
#   The rules ask that functions are brought back within a set time, that
#   transactions are recovered, and that the assets without which they stand
#   still are known.
#   We read, for each function of the plan, how long the last test took
#   against the time allowed, how old that test is, what becomes of
#   transactions, and which assets are written down. What must recur passes
#   while it is recent at the assessment, and fails when it was too old at the
#   collection. What is not in the register, and how well a step was done, are
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-02(03), CP-02(08), CP-10 and CP-10(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(7)(ii)(E)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [continuity]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     function-steps:
#       description: "what is asked of each function: timed, recovered, tested, transactions recovered, assets known"
#     max-recovery-test-days:
#       description: days between tests of bringing a function back
#   needs: [now]
#   remediation: Test each function listed again, and change the plan or the system until it comes back in time.
package policies.common.continuity.functions

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record
# entrypoint: true
subjects contains function.id if some function in input.functions

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["function-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains function.id if {
	some function in input.functions
	function.in_use == true
	function.id in subjects
}

_aside contains [function.id, "not part of the plan"] if {
	some function in input.functions
	function.in_use == false
}

_taken contains [function.id, "timed"] if {
	some function in input.functions
	is_number(function.allowed_hours)
}

_taken contains [function.id, "recovered"] if {
	some function in input.functions
	is_number(function.recovered_hours)
	function.recovered_hours <= function.allowed_hours
}

_taken contains [function.id, "tested"] if {
	some function in input.functions
	steps.recent(function.tested_on, data.assay.params["max-recovery-test-days"], data.assay.now)
}

_taken contains [function.id, "transactions recovered"] if {
	some function in input.functions
	function.transactional == false
}

_taken contains [function.id, "transactions recovered"] if {
	some function in input.functions
	function.transaction_recovery == true
}

_taken contains [function.id, "assets known"] if {
	some function in input.functions
	count(function.critical_assets) > 0
}

_missing contains [function.id, "timed"] if {
	some function in input.functions
	is_null(function.allowed_hours)
}

_missing contains [function.id, "recovered"] if {
	some function in input.functions
	is_number(function.allowed_hours)
	function.recovered_hours > function.allowed_hours
}

_missing contains [function.id, "tested"] if {
	some function in input.functions
	steps.overdue(function.tested_on, data.assay.params["max-recovery-test-days"])
}

_missing contains [function.id, "transactions recovered"] if {
	some function in input.functions
	function.transactional == true
	function.transaction_recovery == false
}

_missing contains [function.id, "assets known"] if {
	some function in input.functions
	count(function.critical_assets) == 0
}
