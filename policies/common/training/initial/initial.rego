# METADATA
# title: New people are trained before or soon after they get access
# description: |
#   The rule asks that training is part of the start of every new user.
#   We read, for each person, the first completion of a course on each topic
#   asked for, and compare it with the first day of access. A person without one
#   whose days were over at the collection fails; one whose days have run out
#   since is undecided, because nobody knows whether they were trained.
# related_resources:
#   - description: SP 800-53A Rev. 5, AT-02a.01[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     training-topics:
#       description: topics each person must be trained on
#     max-initial-training-days:
#       description: days from first access until the first training
#   needs: [now]
#   remediation: Train people before they get access; record the exception for those listed.
package policies.common.training.initial

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: everyone with access
# entrypoint: true
subjects contains member.person if some member in input.workforce

# METADATA
# description: one outcome per person and topic
# entrypoint: true
observations contains observe.pass(member.person, "trained at the start") if {
	some member in _here
	every topic in data.assay.params["training-topics"] {
		_delay(_first[member.person][topic], member.access_since) <= data.assay.params["max-initial-training-days"]
	}
}

observations contains observe.fail(member.person, sprintf("trained on %s %d days after access", [topic, delay])) if {
	some member in _here
	some topic in data.assay.params["training-topics"]
	delay := _delay(_first[member.person][topic], member.access_since)
	delay > data.assay.params["max-initial-training-days"]
}

observations contains observe.fail(member.person, sprintf("has access without training on %s", [topic])) if {
	some member in _here
	seen.days_then(member.access_since) > data.assay.params["max-initial-training-days"]
	some topic in data.assay.params["training-topics"]
	not [member.person, topic] in _taken
}

observations contains observe.skip(member.person, "left") if some member in _gone

observations contains observe.skip(member.person, "has no access yet") if {
	some member in _here
	is_null(member.access_since)
}

_gone contains member if {
	some member in input.workforce
	dates.over(member.ended, data.assay.now)
}

_here contains member if {
	some member in input.workforce
	not member in _gone
}

_topics[course.id] contains topic if {
	some course in input.courses
	some topic in course.topics
}

# What was completed; a day later than the evidence is a plan.
_taken contains [completion.person, topic] if {
	some completion in _completions
	some topic in _topics[completion.course]
}

_first[person][topic] := min(days) if {
	some [person, topic] in _taken
	days := {completion.completed |
		some completion in _by_person[person]
		topic in _topics[completion.course]
	}
}

_by_person[completion.person] contains completion if some completion in _completions

_completions contains completion if {
	some completion in input.completions
	seen.happened(completion.completed)
}

_delay(trained, access) := dates.days(access, trained)
