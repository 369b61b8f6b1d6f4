# METADATA
# title: Idle sessions end
# description: |
#   The rules ask that a session ends by itself once a defined condition is
#   met, such as a time without activity.
#   We read the idle minutes after which each place ends the session. Other
#   conditions that an organization may define are not seen: of rules that ask
#   for any condition it can show that they are broken, not kept.
# related_resources:
#   - description: 45 CFR 164.312(a)(2)(iii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-53 Rev. 5, AC-12
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.1.11[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-session-idle-minutes:
#       description: minutes without activity until a session ends
#   decides:
#     hipaa: [hipaa-164.312.a.2.iii]
#   supports:
#     cmmc: [ac.l2-3.1.11_obj.b]
#     nist-800-53: [ac-12]
#   remediation: Set the idle limit of each place listed.
package policies.common.session.termination

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, sprintf("ends after %d idle minutes", [policy.end_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	policy.end_minutes > 0
	policy.end_minutes <= data.assay.params["max-session-idle-minutes"]
}

observations contains observe.fail(policy.id, "never ends") if {
	some policy in input.policies
	policy.users == "people"
	is_null(policy.end_minutes)
}

observations contains observe.fail(policy.id, sprintf("ends after %d idle minutes", [policy.end_minutes])) if {
	some policy in input.policies
	policy.users == "people"
	policy.end_minutes > data.assay.params["max-session-idle-minutes"]
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}
