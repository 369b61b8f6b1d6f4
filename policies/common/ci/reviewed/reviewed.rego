# METADATA
# title: Changes are reviewed and approved before they are merged
# description: |
#   The rules ask that proposed changes are reviewed, and approved or
#   disapproved.
#   We read that the default branch of each repository is protected, for
#   administrators too, and that a change needs approval by someone else than
#   its author. Changes made outside the repositories are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-03b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.3[b] and 3.4.3[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [ci-pipeline]
#   applies-to: [build-system]
#   method: TEST
#   severity: moderate
#   params:
#     min-reviews:
#       description: approvals a change needs
#   supports:
#     cmmc: [cm.l2-3.4.3_obj.b, cm.l2-3.4.3_obj.c]
#     nist-800-53: [cm-3_obj.b-1, cm-3_obj.b-2]
#   remediation: Protect the default branch of each repository listed and require a review by someone else.
package policies.common.ci.reviewed

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains repository.id if some repository in input.repositories

# METADATA
# description: one outcome per repository
# entrypoint: true
observations contains observe.pass(repository.id, "protected, reviewed by others") if {
	some repository in input.repositories
	repository.archived == false
	repository.default_branch_protected == true
	repository.required_reviews >= data.assay.params["min-reviews"]
	repository.author_can_approve == false
}

observations contains observe.fail(repository.id, "the default branch is not protected") if {
	some repository in input.repositories
	repository.archived == false
	repository.default_branch_protected == false
}

observations contains observe.fail(repository.id, sprintf("%d reviews required", [repository.required_reviews])) if {
	some repository in input.repositories
	repository.archived == false
	is_number(repository.required_reviews)
	repository.required_reviews < data.assay.params["min-reviews"]
}

observations contains observe.fail(repository.id, "authors may approve their own changes") if {
	some repository in input.repositories
	repository.archived == false
	repository.author_can_approve == true
}

observations contains observe.skip(repository.id, "archived, it does not change any more") if {
	some repository in input.repositories
	repository.archived == true
}
