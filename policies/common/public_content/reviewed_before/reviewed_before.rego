# METADATA
# title: Content is reviewed before it is published
# description: |
#   The rules ask that content is reviewed for non-public information before it
#   is posted.
#   We read, of each post listed, who looked at it and that this was before it
#   was posted. How well they looked, and posts that nobody listed, are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-22c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.22[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [public-content]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.22_obj.c, ac.l1-b.1.iv_obj.3.1.22.c]
#     nist-800-53: [ac-22_obj.c]
#   remediation: Review each post listed now, and let the system ask for a review before it publishes.
package policies.common.public_content.reviewed_before

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains post.id if some post in input.posts

# METADATA
# description: one outcome per post; each thing that is wrong
# entrypoint: true
observations contains observe.pass(post.id, concat(", ", _asked)) if {
	some post in _used
	facts.kept(_known, post.id, _asked)
}

observations contains observe.fail(post.id, sprintf("not so: %s", [fact])) if {
	some post in _used
	some fact in facts.broken(_known, post.id, _asked)
}

observations contains observe.skip(post.id, "never published") if {
	some post in input.posts
	post.withdrawn == true
}

_asked := ["reviewed before"]

_used contains post if {
	some post in input.posts
	not post.withdrawn == true
}

_known contains [post.id, "reviewed before", value] if {
	some post in input.posts
	is_string(post.posted_on)
	value := facts.approved(post.reviewed_by, post.reviewed_on, post.posted_on)
}
