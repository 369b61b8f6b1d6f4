# METADATA
# title: Components are inspected, genuine, tracked and disposed of rightly
# description: |
#   The rules ask that components are inspected for tampering, that
#   counterfeit ones are kept out and reported, that the configuration of
#   those in repair is under control, and that components are disposed of in a
#   set way.
#   We read, for each component that came, its source, the last inspection,
#   whether it was found genuine, when a counterfeit one was reported, its
#   care in repair, and how it was disposed of. What must recur passes while
#   it is recent at the assessment, and fails when it was too old at the
#   collection. What is not in the register, and how well a step was done, are
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SR-10, SR-11, SR-11(02) and SR-12
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [components]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     component-steps:
#       description: "what is asked of each component: traced, inspected, genuine, reported, tracked, disposed of"
#     max-inspection-days:
#       description: days between inspections of a component
#     max-counterfeit-report-hours:
#       description: hours from finding a counterfeit component until it is reported
#     disposal-methods:
#       description: ways of disposal that are allowed
#   needs: [now]
#   remediation: Take each component listed out of use until it is inspected, and report those that are counterfeit.
package policies.common.components.genuine

import data.policies.lib.observe
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains component.id if some component in input.components

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["component-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [component.id, "has not come"] if {
	some component in input.components
	is_null(component.received_on)
}

_aside contains [component.id, "returned"] if {
	some component in input.components
	component.state == "returned"
}

_taken contains [component.id, "traced"] if {
	some component in input.components
	texts.given(component.source)
}

_taken contains [component.id, "inspected"] if {
	some component in input.components
	steps.recent(component.inspected_on, data.assay.params["max-inspection-days"], data.assay.now)
}

_taken contains [component.id, "genuine"] if {
	some component in input.components
	component.genuine == true
}

_taken contains [component.id, "reported"] if {
	some component in input.components
	is_null(component.found_on)
	component.genuine == true
}

_taken contains [component.id, "reported"] if {
	some component in input.components
	steps.prompt(component.found_on, component.reported_on, data.assay.params["max-counterfeit-report-hours"])
}

_taken contains [component.id, "tracked"] if {
	some component in input.components
	component.repair_tracked == true
}

_taken contains [component.id, "disposed of"] if {
	some component in input.components
	component.state != "disposed"
}

_taken contains [component.id, "disposed of"] if {
	some component in input.components
	component.disposal_method in data.assay.params["disposal-methods"]
	texts.given(component.disposal_approved_by)
}

_missing contains [component.id, "traced"] if {
	some component in input.components
	is_null(component.source)
}

_missing contains [component.id, "inspected"] if {
	some component in input.components
	component.state == "in-use"
	steps.overdue(component.inspected_on, data.assay.params["max-inspection-days"])
}

_missing contains [component.id, "genuine"] if {
	some component in input.components
	component.genuine == false
}

_missing contains [component.id, "reported"] if {
	some component in input.components
	steps.late(component.found_on, component.reported_on, data.assay.params["max-counterfeit-report-hours"])
}

_missing contains [component.id, "tracked"] if {
	some component in input.components
	component.repair_tracked == false
}

_missing contains [component.id, "disposed of"] if {
	some component in input.components
	component.state == "disposed"
	is_null(component.disposal_approved_by)
}

_missing contains [component.id, "disposed of"] if {
	some component in input.components
	component.state == "disposed"
	texts.given(component.disposal_method)
	not component.disposal_method in data.assay.params["disposal-methods"]
}
