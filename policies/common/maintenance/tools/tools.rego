# METADATA
# title: Tools for maintenance are approved, looked at and clean
# description: |
#   The rules ask that tools for maintenance are approved and looked at again,
#   that they are inspected, that media with test programs are checked for
#   malicious code before use, and that nothing leaves with information on it.
#   We read, for each tool in use, who approved it, the last look at that
#   approval, and whether inspection, search and clearing came before the last
#   use or the last time it left. What must recur passes while it is recent at
#   the assessment, and fails when it was too old at the collection. What is
#   not in the register, and how well a step was done, are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, MA-03 and MA-03(01) to MA-03(03)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.7.2[a] and 3.7.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [maintenance-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     tool-steps:
#       description: "what is asked of each tool: approved, reviewed, inspected, scanned, cleared"
#     max-tool-review-days:
#       description: days between looks at the approval of a tool
#       controls: [ma-03_odp]
#   needs: [now]
#   remediation: Take each tool listed out of use until it is approved, looked at and clean.
package policies.common.maintenance.tools

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains tool.id if some tool in input.tools

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["tool-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains tool.id if {
	some tool in input.tools
	tool.in_use == true
	tool.id in subjects
}

_aside contains [tool.id, "not in use"] if {
	some tool in input.tools
	tool.in_use == false
}

_taken contains [tool.id, "approved"] if {
	some tool in input.tools
	texts.given(tool.approved_by)
}

_taken contains [tool.id, "reviewed"] if {
	some tool in input.tools
	steps.recent(tool.reviewed_on, data.assay.params["max-tool-review-days"], data.assay.now)
}

_taken contains [tool.id, "inspected"] if {
	some tool in input.tools
	seen.happened(tool.used_on)
	dates.until(tool.inspected_on, tool.used_on)
}

_taken contains [tool.id, "scanned"] if {
	some tool in input.tools
	seen.happened(tool.used_on)
	dates.until(tool.scanned_on, tool.used_on)
}

_taken contains [tool.id, "cleared"] if {
	some tool in input.tools
	is_null(tool.left_on)
}

_taken contains [tool.id, "cleared"] if {
	some tool in input.tools
	seen.happened(tool.left_on)
	dates.until(tool.cleared_on, tool.left_on)
}

_missing contains [tool.id, "approved"] if {
	some tool in input.tools
	is_null(tool.approved_by)
	seen.happened(tool.used_on)
}

_missing contains [tool.id, "reviewed"] if {
	some tool in input.tools
	steps.overdue(tool.reviewed_on, data.assay.params["max-tool-review-days"])
}

_missing contains [tool.id, "inspected"] if {
	some tool in input.tools
	seen.happened(tool.used_on)
	is_null(tool.inspected_on)
}

_missing contains [tool.id, "scanned"] if {
	some tool in input.tools
	seen.happened(tool.used_on)
	is_null(tool.scanned_on)
}

_missing contains [tool.id, "cleared"] if {
	some tool in input.tools
	seen.happened(tool.left_on)
	is_null(tool.cleared_on)
}
