# METADATA
# title: Documentation is kept for six years
# description: |
#   The rule asks that documentation is kept for six years from the day it
#   was made or the day it last was in effect, whichever is later.
#   We read, for each document that is no longer in effect, until when it is
#   kept. One that is still in effect is kept by being so. One that is gone
#   from the register is not seen: this can show the rule broken, not kept. The
#   rule sets no period for raw audit logs, and none is read into it here.
# related_resources:
#   - description: 45 CFR 164.316(b)(2)(i)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     retention-years:
#       description: years documentation must be kept
#   supports:
#     hipaa: [hipaa-164.316.b.2.i]
#   remediation: Extend the retention of each document listed.
package policies.hipaa.retention

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every document of the register
# entrypoint: true
subjects contains document.id if some document in input.documents

# METADATA
# description: one outcome per document
# entrypoint: true
observations contains observe.pass(document.id, "in effect") if {
	some document in input.documents
	document.status == "approved"
	is_null(document.last_effective)
}

observations contains observe.pass(document.id, sprintf("kept until %s", [document.keep_until])) if {
	some document in input.documents
	document.status != "draft"
	is_string(document.last_effective)
	days := {document.last_effective} | {document.created | is_string(document.created)}
	dates.until(_due(days), document.keep_until)
}

observations contains observe.fail(document.id, sprintf("kept until %s, due until %s", [document.keep_until, due])) if {
	some document in input.documents
	document.status != "draft"
	is_string(document.last_effective)
	days := {document.last_effective} | {document.created | is_string(document.created)}
	due := _due(days)
	dates.after(due, document.keep_until)
}

observations contains observe.skip(document.id, "a draft") if {
	some document in input.documents
	document.status == "draft"
}

# The day until which a document must be kept, at least.
_due(days) := dates.plus_years(max(days), data.assay.params["retention-years"])
