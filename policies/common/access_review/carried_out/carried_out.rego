# METADATA
# title: What a review decides is done
# description: |
#   The rules ask that access is changed or removed where a review finds that
#   it is not needed.
#   We read, for each decision of a finished review, when it was carried out.
#   One that was overdue at the collection fails; one whose time has run out
#   since is undecided, because nobody knows whether it was carried out.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-06(07)(b)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(4)(ii)(C)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [access-reviews]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-review-action-days:
#       description: days from a review until its decisions are carried out
#   decides:
#     nist-800-53: [ac-6.7_obj.b]
#   supports:
#     cmmc: [ac.l2-3.1.5_obj.b]
#     hipaa: [hipaa-164.308.a.4.ii.c]
#   remediation: Carry out the decisions listed today.
package policies.common.access_review.carried_out

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains review.id if some review in input.reviews

# METADATA
# description: one outcome per review
# entrypoint: true
observations contains observe.pass(review.id, "every decision was carried out in time") if {
	some review in input.reviews
	review.status == "done"
	every decision in review.decisions {
		seen.happened(decision.done_on)
		_delay(review.completed, decision.done_on) <= data.assay.params["max-review-action-days"]
	}
}

observations contains observe.fail(review.id, "a decision was carried out late") if {
	some review in input.reviews
	review.status == "done"
	some decision in review.decisions
	seen.happened(decision.done_on)
	_delay(review.completed, decision.done_on) > data.assay.params["max-review-action-days"]
}

observations contains observe.fail(review.id, "a decision is overdue") if {
	some review in input.reviews
	review.status == "done"
	some decision in review.decisions
	_undone(decision.done_on)
	seen.days_then(review.completed) > data.assay.params["max-review-action-days"]
}

observations contains observe.skip(review.id, sprintf("the review is %s", [review.status])) if {
	some review in input.reviews
	review.status != "done"
}

_delay(completed, done) := dates.days(completed, done)

# A day later than the evidence is a plan.
_undone(null)

_undone(done) if dates.after(done, seen.at)
