# METADATA
# title: Recorded activity is reviewed regularly
# description: |
#   The rules ask that audit logs, access reports and incident records are
#   reviewed by people, regularly.
#   We read all finished reviews of each subject over a stretch of time: none
#   of the pauses between them, nor the one from the last to the collection, is
#   longer than allowed. Where the last has become too old since, the practice
#   is undecided, because a later review would not be seen. A history shorter
#   than that stretch says nothing yet.
# related_resources:
#   - description: 45 CFR 164.308(a)(1)(ii)(D)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-53A Rev. 5, AU-06a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [log-reviews]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     review-subjects:
#       description: "what must be reviewed: audit-log, access-report, incident-tracking"
#     max-log-review-days:
#       description: days between reviews
#       controls: [au-06_odp.01]
#     review-history-days:
#       description: days of history that show a regular practice
#   needs: [now]
#   supports:
#     hipaa: [hipaa-164.308.a.1.ii.d, hipaa-164.312.b]
#   informs:
#     cmmc: [au.l2-3.3.5_obj.b]
#   remediation: Review the records named, at least as often as allowed, and record each review.
package policies.common.log_review.regular

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each thing that must be reviewed, and reviews that were given up
# entrypoint: true
subjects contains subject if {
	count(input.reviews) > 0
	some subject in data.assay.params["review-subjects"]
}

subjects contains review.id if {
	some review in input.reviews
	review.status == "cancelled"
}

# METADATA
# description: one outcome per thing to be reviewed
# entrypoint: true
observations contains observe.pass(subject, "reviewed without long pauses") if {
	some subject in data.assay.params["review-subjects"]
	max(_days[subject]) >= data.assay.params["review-history-days"]
	not _pauses[subject]
	_since(subject) <= data.assay.params["max-log-review-days"]
}

observations contains observe.fail(subject, "not reviewed for too long") if {
	some subject in data.assay.params["review-subjects"]
	count(_pauses[subject]) > 0
}

observations contains observe.fail(subject, "never reviewed") if {
	count(input.reviews) > 0
	some subject in data.assay.params["review-subjects"]
	every review in input.reviews {
		review.subject != subject
	}
}

observations contains observe.skip(review.id, "cancelled") if {
	some review in input.reviews
	review.status == "cancelled"
}

# Days from the finished reviews of each subject to the collection.
_days[review.subject] contains age if {
	some review in input.reviews
	review.status == "done"
	age := seen.days_then(review.completed)
}

# Days from the last finished review of a subject to the assessment.
_since(subject) := min({age |
	some review in input.reviews
	review.status == "done"
	review.subject == subject
	age := seen.days(review.completed, data.assay.now)
})

# Pauses that were too long and reach into the stretch, by the age of the review
# they began with; the last one lasts until the collection.
_pauses[subject] contains day if {
	some subject, days in _days
	some day in days
	next := max({other | some other in days; other < day} | {0})
	next < data.assay.params["review-history-days"]
	day - next > data.assay.params["max-log-review-days"]
}
