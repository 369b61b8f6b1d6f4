# METADATA
# title: Non-public information that was found in public is removed
# description: |
#   The rules ask that non-public information is removed from public places once
#   it is found.
#   We read, of each finding, whether it was removed. What nobody found is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-22d.[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.22[e]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [public-content]
#   applies-to: [organization]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [ac.l2-3.1.22_obj.e, ac.l1-b.1.iv_obj.3.1.22.e]
#     nist-800-53: [ac-22_obj.d-2]
#   remediation: Remove what is listed at once and find out how it got there.
package policies.common.public_content.removed

import data.policies.lib.facts
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains finding.id if some finding in input.findings

# METADATA
# description: one outcome per finding; each thing that is wrong
# entrypoint: true
observations contains observe.pass(finding.id, concat(", ", _asked)) if {
	some finding in _used
	facts.kept(_known, finding.id, _asked)
}

observations contains observe.fail(finding.id, sprintf("not so: %s", [fact])) if {
	some finding in _used
	some fact in facts.broken(_known, finding.id, _asked)
}

observations contains observe.skip(finding.id, "it was public") if {
	some finding in input.findings
	finding.confirmed == false
}

_asked := ["removed"]

_used contains finding if {
	some finding in input.findings
	finding.confirmed == true
}

_known contains [finding.id, "removed", true] if {
	some finding in input.findings
	seen.happened(finding.removed_on)
}

_known contains [finding.id, "removed", false] if {
	some finding in input.findings
	is_null(finding.removed_on)
}
