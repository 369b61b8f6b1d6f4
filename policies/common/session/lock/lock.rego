# METADATA
# title: Idle sessions lock
# description: |
#   The rules ask that access is blocked after a defined time without
#   activity, until the user signs in again.
#   We read the idle minutes before each place locks, and that unlocking asks
#   for the usual sign-in. A place that ends the session instead of locking
#   it is read as locked.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-11a. and AC-11b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.10[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-lock-minutes:
#       description: minutes without activity until the lock
#       controls: [ac-11_odp.02]
#   decides:
#     cmmc: [ac.l2-3.1.10_obj.b]
#     nist-800-53: [ac-11_obj.a, ac-11_obj.b]
#   informs:
#     hipaa: [hipaa-164.310.c]
#   remediation: Set the idle lock of each place listed, with sign-in to unlock.
package policies.common.session.lock

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("locks after %d minutes", [policy.lock_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	policy.lock_minutes > 0
	policy.lock_minutes <= data.assay.params["max-lock-minutes"]
	policy.unlock_needs_sign_in == true
}

observations contains observe.pass(policy.id, sprintf("ends after %d idle minutes", [policy.end_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.lock_minutes)
	policy.end_minutes > 0
	policy.end_minutes <= data.assay.params["max-lock-minutes"]
}

observations contains observe.fail(policy.id, "does not lock") if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.lock_minutes)
	not _ends_in_time(policy.end_minutes)
}

observations contains observe.fail(policy.id, sprintf("locks after %d minutes", [policy.lock_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	policy.lock_minutes > data.assay.params["max-lock-minutes"]
}

observations contains observe.fail(policy.id, "unlocks without sign-in") if {
	some policy in input.policies
	policy.users == "people"
	policy.unlock_needs_sign_in == false
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}

_ends_in_time(minutes) if {
	minutes > 0
	minutes <= data.assay.params["max-lock-minutes"]
}
