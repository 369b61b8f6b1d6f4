# METADATA
# title: New passwords are long and varied enough
# description: |
#   The rules ask that rules of composition and complexity are set and
#   enforced when passwords are created.
#   We read the shortest password that each place accepts and how many
#   classes of characters it asks for. Length counts for more: a framework
#   may ask for no classes at all.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-05(01)(h)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.5.7[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(5)(ii)(D)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [password-policy]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     min-password-length:
#       description: characters a password must have
#       controls: [ia-5.1_fr_smt.2_length]
#     min-character-classes:
#       description: classes of characters a password must mix
#   decides:
#     cmmc: [ia.l2-3.5.7_obj.c]
#     nist-800-53: [ia-5.1_obj.h]
#   supports:
#     hipaa: [hipaa-164.308.a.5.ii.d]
#   remediation: Raise the shortest length and the classes of characters at each place listed.
package policies.common.password.complexity

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place that accepts passwords
# entrypoint: true
observations contains observe.pass(policy.id, "rules are strict enough") if {
	some policy in input.policies
	policy.passwords_accepted
	policy.min_length >= data.assay.params["min-password-length"]
	policy.character_classes >= data.assay.params["min-character-classes"]
}

observations contains observe.fail(policy.id, sprintf("accepts %d characters", [policy.min_length])) if {
	some policy in input.policies
	policy.passwords_accepted
	is_number(policy.min_length)
	policy.min_length < data.assay.params["min-password-length"]
}

observations contains observe.fail(policy.id, sprintf("asks for %d classes only", [policy.character_classes])) if {
	some policy in input.policies
	policy.passwords_accepted
	is_number(policy.character_classes)
	policy.character_classes < data.assay.params["min-character-classes"]
}

observations contains observe.skip(policy.id, "no passwords are accepted") if {
	some policy in input.policies
	policy.passwords_accepted == false
}
