# METADATA
# title: Users acknowledge the notice
# description: |
#   The rule asks that the notice stays until users acknowledge it and act to
#   go on.
#   We read that each place where people sign in asks for the
#   acknowledgement.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-08b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: low
#   decides:
#     nist-800-53: [ac-8_obj.b]
#   remediation: Let users confirm the notice at each place listed before they go on.
package policies.fedramp.banner_acknowledged

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, "must be acknowledged") if {
	some policy in input.policies
	policy.users == "people"
	texts.given(policy.banner)
	policy.banner_acknowledged == true
}

observations contains observe.fail(policy.id, "can be passed by") if {
	some policy in input.policies
	policy.users == "people"
	policy.banner_acknowledged == false
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}
