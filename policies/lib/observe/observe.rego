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

# METADATA
# description: |
#   the outcome is of a finding in a part of what was examined, or of that part
#   itself. Evidence lists such a finding only while it is there: once newer
#   evidence looked at the part, by the same means, and lists it no longer, it
#   is gone. name tells part and means. For evidence that lists whatever was
#   looked for, met or not, this is wrong: there a finding that is gone was not
#   looked for.
part(outcome, name) := object.union(outcome, {"of": name})

# METADATA
# description: |
#   the outcome is of a weakness with an id of its own, as a vulnerability has:
#   {id, level, since, stands}. Level is low, moderate, high or critical; since is
#   when it was first found, or empty; stands says that it is there, whether or
#   not its time is over. The plan of action has an item for each such id.
finding(outcome, weakness) := object.union(outcome, {"finding": weakness})
