# METADATA
# title: Weak and leaked passwords are refused
# description: |
#   The rule asks for a list of common, expected or compromised passwords,
#   kept up to date, and that new passwords are compared with it.
#   We read that each place compares new passwords with a list, and when the
#   list was last updated.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-05(01)(b)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   decides:
#     nist-800-53: [ia-5.1_obj.b]
#   supports:
#     nist-800-53: [ia-5.1_obj.a]
#   informs:
#     cmmc: [ia.l2-3.5.7_obj.c]
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Turn on the list of refused passwords at each place listed, and keep it up to date.
package policies.common.password.blocklist

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "compared with a list") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.blocklist.checked == true
	is_string(policy.blocklist.updated)
}

observations contains observe.fail(policy.id, "no list of refused passwords") if {
	some policy in input.policies
	policy.passwords_accepted
	is_null(policy.blocklist)
}

observations contains observe.fail(policy.id, "not compared with the list") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.blocklist.checked == false
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
