# METADATA
# title: A notice is shown before sign-in
# description: |
#   The rule asks that users see the privacy and security notices before they
#   get access.
#   We read that each place shows some notice. Whether it is a privacy and
#   security notice, and fits the kind of CUI, is for a person to judge: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.1.9[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: low
#   supports:
#     cmmc: [ac.l2-3.1.9_obj.b]
#   remediation: Show the approved notice at each place listed.
package policies.common.session.notice

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, "a notice is shown") if {
	some policy in input.policies
	policy.users == "people"
	count(_text(policy.banner)) > 0
}

observations contains observe.fail(policy.id, "no notice is shown") if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.banner)
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}

_text(banner) := trim_space(banner) if is_string(banner)
