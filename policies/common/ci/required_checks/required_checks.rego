# METADATA
# title: Tests and analyses must pass before a change is merged
# description: |
#   The rules ask that developers test and analyse what they change.
#   We read which checks must pass before a change reaches the default branch
#   of each repository. How deep they look is not seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, SA-11 and SA-11(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.4.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [ci-pipeline]
#   applies-to: [build-system]
#   method: TEST
#   severity: moderate
#   params:
#     mandatory-checks:
#       description: checks that must pass before a change is merged
#   supports:
#     nist-800-53: [sa-11_obj.b]
#   informs:
#     cmmc: [cm.l2-3.4.4_obj.a]
#   remediation: Make the missing checks mandatory on each repository listed.
package policies.common.ci.required_checks

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains repository.id if some repository in input.repositories

# METADATA
# description: one outcome per repository
# entrypoint: true
observations contains observe.pass(repository.id, "all checks asked for are mandatory") if {
	some repository in input.repositories
	repository.archived == false
	repository.default_branch_protected == true
	count(_missing(repository.required_checks)) == 0
}

observations contains observe.fail(repository.id, sprintf("not mandatory: %s", [concat(", ", missing)])) if {
	some repository in input.repositories
	repository.archived == false
	missing := _missing(repository.required_checks)
	count(missing) > 0
}

observations contains observe.fail(repository.id, "the default branch is not protected") if {
	some repository in input.repositories
	repository.archived == false
	repository.default_branch_protected == false
}

observations contains observe.skip(repository.id, "archived, it does not change any more") if {
	some repository in input.repositories
	repository.archived == true
}

_missing(checks) := {check |
	some check in data.assay.params["mandatory-checks"]
	not check in checks
}
