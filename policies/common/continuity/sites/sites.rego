# METADATA
# title: Alternate sites and lines are far away, agreed and ready
# description: |
#   The rules ask for alternate sites and lines that a disaster at the primary
#   site does not reach, with agreements, that take over in time, with the
#   same controls, and that problems of getting there are known and provided
#   for.
#   We read, for each alternate site or line of the sorts asked for, its
#   distance, the end of the agreement, how long it took to take over when
#   last measured, and what is noted about access and controls. An agreement
#   ends by itself, and is judged at the assessment. What is not in the
#   register, and how well a step was done, are not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CP-06, CP-07 and CP-08
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.310(a)(2)(i)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [continuity]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     site-steps:
#       description: "what is asked of each site: apart, agreed, ready, problems known, measures set, equivalent"
#     site-sorts:
#       description: "sorts of site that are asked for: storage, processing, telecommunications"
#     min-site-distance-km:
#       description: kilometres between an alternate site and what it stands in for
#   needs: [now]
#   remediation: Mend what is missing for each site or line listed, or find another.
package policies.common.continuity.sites

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains site.id if {
	some site in input.sites
	site.sort in data.assay.params["site-sorts"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["site-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains site.id if {
	some site in input.sites
	site.in_use == true
	site.id in subjects
}

_aside contains [site.id, "not part of the plan"] if {
	some site in input.sites
	site.in_use == false
}

_taken contains [site.id, "apart"] if {
	some site in input.sites
	site.distance_km >= data.assay.params["min-site-distance-km"]
}

_taken contains [site.id, "agreed"] if {
	some site in input.sites
	is_null(site.agreement_until)
}

_taken contains [site.id, "agreed"] if {
	some site in input.sites
	dates.lasts(site.agreement_until, data.assay.now)
}

_taken contains [site.id, "ready"] if {
	some site in input.sites
	is_number(site.ready_hours)
	site.ready_hours <= site.allowed_hours
}

_taken contains [site.id, "problems known"] if {
	some site in input.sites
	seen.happened(site.access_problems_on)
}

_taken contains [site.id, "measures set"] if {
	some site in input.sites
	site.access_measures == true
}

_taken contains [site.id, "equivalent"] if {
	some site in input.sites
	site.same_controls == true
}

_missing contains [site.id, "apart"] if {
	some site in input.sites
	is_number(site.distance_km)
	site.distance_km < data.assay.params["min-site-distance-km"]
}

_missing contains [site.id, "agreed"] if {
	some site in input.sites
	dates.over(site.agreement_until, data.assay.now)
}

_missing contains [site.id, "ready"] if {
	some site in input.sites
	is_number(site.allowed_hours)
	site.ready_hours > site.allowed_hours
}

_missing contains [site.id, "problems known"] if {
	some site in input.sites
	steps.undone(site.access_problems_on)
}

_missing contains [site.id, "measures set"] if {
	some site in input.sites
	site.access_measures == false
}

_missing contains [site.id, "equivalent"] if {
	some site in input.sites
	site.same_controls == false
}
