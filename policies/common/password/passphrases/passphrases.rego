# METADATA
# title: Long passphrases are allowed
# description: |
#   The rule asks that users may choose long passwords and passphrases with
#   spaces and all printable characters.
#   We read that each place allows all printable characters, and sets no
#   bound that a passphrase would meet.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-05(01)(f)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   params:
#     min-longest-password:
#       description: characters the longest password must be allowed to have
#   decides:
#     nist-800-53: [ia-5.1_obj.f]
#   remediation: Allow long passphrases with all printable characters at each place listed.
package policies.common.password.passphrases

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "long passphrases are allowed") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.all_characters == true
	_roomy(policy.max_length)
}

observations contains observe.fail(policy.id, "some printable characters are refused") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.all_characters == false
}

observations contains observe.fail(policy.id, sprintf("at most %d characters", [policy.max_length])) if {
	some policy in input.policies
	policy.passwords_accepted
	is_number(policy.max_length)
	not _roomy(policy.max_length)
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}

_roomy(bound) if is_null(bound)

_roomy(bound) if bound >= data.assay.params["min-longest-password"]
