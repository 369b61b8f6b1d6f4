# METADATA
# title: A new password differs from the old
# description: |
#   The rule asks that a defined number of characters changes when a password
#   is replaced.
#   We read the number of characters that each place makes users change.
# related_resources:
#   - description: SP 800-171A, 3.5.7[d]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   params:
#     min-changed-characters:
#       description: characters that must differ from the previous password
#   decides:
#     cmmc: [ia.l2-3.5.7_obj.d]
#   remediation: Set the number of changed characters at each place listed.
package policies.common.password.changed_characters

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("%d characters must change", [policy.changed_characters])) if {
	some policy in input.policies
	policy.passwords_accepted
	policy.changed_characters >= data.assay.params["min-changed-characters"]
}

observations contains observe.fail(policy.id, sprintf("only %d must change", [policy.changed_characters])) if {
	some policy in input.policies
	policy.passwords_accepted
	is_number(policy.changed_characters)
	policy.changed_characters < data.assay.params["min-changed-characters"]
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
