# METADATA
# title: Access is reviewed often enough
# description: |
#   The rules ask that accounts are reviewed in a defined rhythm, privileged
#   ones more often where the framework says so.
#   We read the last finished review of privileged and of ordinary accounts.
#   A review counts only when it had accounts in its scope and every one was
#   looked at. One that was too old at the collection fails; one that has become
#   too old since leaves its accounts undecided, because a later review would
#   not be seen.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02j. and AC-06(07)(a)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(4)(ii)(C)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [access-reviews]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     review-populations:
#       description: "accounts that must be reviewed: privileged, ordinary"
#     max-privileged-review-days:
#       description: days between reviews of privileged accounts
#       controls: [ac-02_odp.10_privileged, ac-06.07_odp.01]
#     max-ordinary-review-days:
#       description: days between reviews of other accounts
#       controls: [ac-02_odp.10_other]
#   needs: [now]
#   decides:
#     nist-800-53: [ac-2_obj.j]
#   supports:
#     hipaa: [hipaa-164.308.a.4.ii.c]
#   remediation: Review the accounts named, finish the review, and record it.
package policies.common.access_review.recent

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each population that must be reviewed, and reviews that were given up
# entrypoint: true
subjects contains _name(population) if {
	count(input.reviews) > 0
	some population in data.assay.params["review-populations"]
}

subjects contains review.id if {
	some review in input.reviews
	review.status == "cancelled"
}

# METADATA
# description: one outcome per population
# entrypoint: true
observations contains observe.pass(_name(population), sprintf("reviewed %d days ago", [age])) if {
	some population in data.assay.params["review-populations"]
	age := min({seen.days(day, data.assay.now) | some day in _reviewed[population]})
	age <= _limit[population]
}

observations contains observe.fail(_name(population), sprintf("last reviewed %d days before the export", [age])) if {
	some population in data.assay.params["review-populations"]
	age := min({seen.days_then(day) | some day in _reviewed[population]})
	age > _limit[population]
}

observations contains observe.fail(_name(population), "never reviewed") if {
	count(input.reviews) > 0
	some population in data.assay.params["review-populations"]
	every review in input.reviews {
		not population in _covers[review.population]
	}
}

observations contains observe.skip(review.id, "cancelled") if {
	some review in input.reviews
	review.status == "cancelled"
}

_name(population) := sprintf("%s accounts", [population])

_limit := {
	"privileged": data.assay.params["max-privileged-review-days"],
	"ordinary": data.assay.params["max-ordinary-review-days"],
}

_covers := {
	"all": {"privileged", "ordinary"},
	"privileged": {"privileged"},
	"ordinary": {"ordinary"},
}

# When each population was reviewed.
_reviewed[population] contains review.completed if {
	some review in input.reviews
	review.status == "done"
	review.accounts_in_scope > 0
	review.accounts_reviewed >= review.accounts_in_scope
	is_string(review.completed)
	some population in _covers[review.population]
}
