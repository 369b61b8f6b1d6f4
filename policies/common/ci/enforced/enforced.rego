# METADATA
# title: Rules of change are enforced by the forge, and recorded
# description: |
#   The rule asks that access restrictions for changes are enforced by automated
#   means, and that this is recorded.
#   We read, as far as it is asked for, that the default branch of each
#   repository is protected, for administrators too, and that each refusal and
#   override is recorded. Other ways to change the system are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, CM-5(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [ci-pipeline]
#   applies-to: [build-system]
#   method: TEST
#   severity: moderate
#   params:
#     enforcement-parts:
#       description: what is looked at, enforced or recorded
#   remediation: Protect the default branch of each repository listed, and record what is refused and overridden.
package policies.common.ci.enforced

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains repository.id if some repository in input.repositories

# METADATA
# description: one outcome per repository
# entrypoint: true
observations contains observe.pass(repository.id, concat(" and ", _asked)) if {
	some repository in input.repositories
	repository.archived == false
	every part in _asked {
		[repository.id, part] in _there
	}
}

observations contains observe.fail(repository.id, "the default branch is not protected") if {
	"enforced" in _asked
	some repository in input.repositories
	repository.archived == false
	repository.default_branch_protected == false
}

observations contains observe.fail(repository.id, "refusals and overrides are not recorded") if {
	"recorded" in _asked
	some repository in input.repositories
	repository.archived == false
	repository.enforcement_logged == false
}

observations contains observe.skip(repository.id, "archived, it does not change any more") if {
	some repository in input.repositories
	repository.archived == true
}

_asked := data.assay.params["enforcement-parts"]

# What is there, by repository.
_there contains [repository.id, "enforced"] if {
	some repository in input.repositories
	repository.default_branch_protected == true
}

_there contains [repository.id, "recorded"] if {
	some repository in input.repositories
	repository.enforcement_logged == true
}
