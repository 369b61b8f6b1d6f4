# METADATA
# title: Releases are signed
# description: |
#   The rules ask that the integrity of changes is controlled from the
#   developer to operation.
#   We read that releases of each repository are signed with their origin.
#   Whether the signature is verified where they run is for
#   common.kubernetes.trusted_images.
# related_resources:
#   - description: SP 800-53 Rev. 5, SA-10 and SI-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [ci-pipeline]
#   applies-to: [build-system]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [sa-10_obj.b-3]
#   informs:
#     cmmc: [cm.l2-3.4.3_obj.a]
#     hipaa: [hipaa-164.312.c.1]
#   remediation: Sign the releases of each repository listed and record their origin.
package policies.common.ci.signed_builds

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains repository.id if some repository in input.repositories

# METADATA
# description: one outcome per repository
# entrypoint: true
observations contains observe.pass(repository.id, "releases are signed") if {
	some repository in input.repositories
	repository.archived == false
	repository.signed_builds == true
}

observations contains observe.fail(repository.id, "releases are not signed") if {
	some repository in input.repositories
	repository.archived == false
	repository.signed_builds == false
}

observations contains observe.skip(repository.id, "archived, it does not change any more") if {
	some repository in input.repositories
	repository.archived == true
}
