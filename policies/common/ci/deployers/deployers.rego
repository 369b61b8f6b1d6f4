# METADATA
# title: Only approved roles change production
# description: |
#   The rules ask that access to make changes is restricted, logically too,
#   and that the restriction is enforced.
#   We read the roles that can deploy from each repository and compare them
#   with those that were approved. Other ways into production are not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-05[06]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.5[h]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [ci-pipeline]
#   applies-to: [build-system]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [cm.l2-3.4.5_obj.h]
#     nist-800-53: [cm-5_obj-6]
#   remediation: Take the right to deploy from each role listed, or have the role approved.
package policies.common.ci.deployers

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains repository.id if some repository in input.repositories

# METADATA
# description: one outcome per repository
# entrypoint: true
observations contains observe.pass(repository.id, "only approved roles deploy") if {
	some repository in input.repositories
	repository.archived == false
	count(repository.authorized_deployers) > 0
	count(repository.deployers) > 0
	count(_unapproved(repository.deployers, repository.authorized_deployers)) == 0
}

observations contains observe.fail(repository.id, sprintf("not approved: %s", [concat(", ", extra)])) if {
	some repository in input.repositories
	repository.archived == false
	extra := _unapproved(repository.deployers, repository.authorized_deployers)
	count(extra) > 0
}

observations contains observe.skip(repository.id, "archived, it does not change any more") if {
	some repository in input.repositories
	repository.archived == true
}

_unapproved(roles, approved) := {role |
	some role in roles
	not role in approved
}
