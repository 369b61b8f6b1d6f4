# METADATA
# title: The notice to individuals says what it must
# description: |
#   The rule asks that the notice says what happened, which information was
#   involved, what individuals can do, what is being done, and whom to
#   contact.
#   We read which of the five elements the log says the notice has. Its words
#   are for a person to read.
# related_resources:
#   - description: 45 CFR 164.404(c)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     notice-elements:
#       description: elements the notice must have
#   decides:
#     hipaa: [hipaa-164.404.c.1]
#   remediation: Send each group of individuals the elements that were missing.
package policies.hipaa.breach.notice_content

import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, "every element is there") if {
	some incident in _sent
	count(_missing(incident.notice_elements)) == 0
}

observations contains observe.fail(incident.id, sprintf("the notice lacks %s", [concat(", ", missing)])) if {
	some incident in _sent
	missing := _missing(incident.notice_elements)
	count(missing) > 0
}

observations contains observe.skip(incident.id, "no notice was sent yet") if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	is_null(incident.individuals_notified)
}

observations contains observe.skip(incident.id, "we acted as business-associate") if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "business-associate"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	incident.judgement in {"low-probability", "exception", "secured-phi"}
}

_sent contains incident if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	is_string(incident.individuals_notified)
}

_missing(elements) := {element |
	some element in data.assay.params["notice-elements"]
	not element in elements
}
