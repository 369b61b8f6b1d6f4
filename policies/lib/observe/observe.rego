# METADATA
# title: Outcomes
# description: |
#   Builds what a check says of one subject. A subject is an id from the
#   check's own subjects; why is one short sentence for people, without secrets
#   of the evidence. Undecided has no builder: it is what is left when no rule
#   speaks.
package policies.lib.observe

# METADATA
# description: the subject does what the rule asks
pass(id, why) := {"subject": id, "outcome": "pass", "why": why}

# METADATA
# description: the subject does not do what the rule asks
fail(id, why) := {"subject": id, "outcome": "fail", "why": why}

# METADATA
# description: the rule does not apply to the subject, for the reason given
skip(id, why) := {"subject": id, "outcome": "skip", "why": why}
