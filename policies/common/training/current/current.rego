# METADATA
# title: Everybody is trained again in time
# description: |
#   The rules ask that people with access are made aware of risks, rules and
#   their duties, again and again.
#   We read, for each person with access, the last completion of a course on
#   each topic asked for. One that was too old at the collection, or missing
#   then, fails; one that has become too old since leaves the person undecided,
#   because a later one would not be seen. People in their first days are not
#   judged. What they learned is not seen.
# related_resources:
#   - description: SP 800-53 Rev. 5, AT-2
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.2.1 and 3.2.3
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [training-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     training-topics:
#       description: topics each person must be trained on
#     max-training-days:
#       description: days between trainings of a person
#       controls: [at-2_prm_1]
#     new-starter-days:
#       description: days in which a new person need not be trained yet
#   needs: [now]
#   remediation: Have each person listed complete the course, or end their access.
package policies.common.training.current

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
observations contains observe.pass(member.person, "trained in time") if {
	some member in _here
	every topic in data.assay.params["training-topics"] {
		[member.person, topic] in _recent
	}
}

observations contains observe.fail(member.person, sprintf("never trained on %s", [topic])) if {
	some member in _here
	seen.days_then(member.started) > data.assay.params["new-starter-days"]
	some topic in data.assay.params["training-topics"]
	not [member.person, topic] in _taken
}

observations contains observe.fail(member.person, sprintf("training on %s is too old", [topic])) if {
	some member in _here
	some topic in data.assay.params["training-topics"]
	[member.person, topic] in _taken
	not [member.person, topic] in _recent_then
}

observations contains observe.skip(member.person, "started just now") if {
	some member in _here
	seen.days(member.started, data.assay.now) <= data.assay.params["new-starter-days"]
	some topic in data.assay.params["training-topics"]
	not [member.person, topic] in _taken
}

observations contains observe.skip(member.person, "left") if some member in _gone

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

# What was ever completed; a day later than the evidence is a plan.
_taken contains [completion.person, topic] if {
	some completion in input.completions
	seen.happened(completion.completed)
	some topic in _topics[completion.course]
}

# What is recent enough at the assessment.
_recent contains [completion.person, topic] if {
	some completion in input.completions
	seen.days(completion.completed, data.assay.now) <= data.assay.params["max-training-days"]
	some topic in _topics[completion.course]
}

# What was recent enough at the collection.
_recent_then contains [completion.person, topic] if {
	some completion in input.completions
	seen.days_then(completion.completed) <= data.assay.params["max-training-days"]
	some topic in _topics[completion.course]
}
