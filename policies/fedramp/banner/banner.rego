# METADATA
# title: The notice before sign-in has the words that FedRAMP asks for
# description: |
#   The rule names four statements that the notice before sign-in must make.
#   We read the text of the notice at each place where people sign in and
#   look for the words asked for, in any order and case. Whether the
#   sentences around them are right is for a person to read: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-08a.01 to AC-08a.04
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: low
#   params:
#     banner-phrases:
#       description: words the notice must contain
#   remediation: Show the approved notice at each place listed.
package policies.fedramp.banner

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in
# entrypoint: true
observations contains observe.pass(policy.id, "the notice says it") if {
	some policy in input.policies
	policy.users == "people"
	is_string(policy.banner)
	count(_missing(policy.banner)) == 0
}

observations contains observe.fail(policy.id, sprintf("the notice lacks: %s", [concat(", ", missing)])) if {
	some policy in input.policies
	policy.users == "people"
	is_string(policy.banner)
	missing := _missing(policy.banner)
	count(missing) > 0
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

_missing(banner) := {phrase |
	some phrase in data.assay.params["banner-phrases"]
	not contains(lower(banner), lower(phrase))
}
