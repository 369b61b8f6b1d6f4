# METADATA
# title: Those who publish are authorized and trained
# description: |
#   The rules ask that people are designated to publish, and trained to publish
#   nothing that is not public.
#   We read, as far as it is asked for, the approval of each person who can
#   publish, and that they were trained. Whether the training was good, and
#   people who can publish elsewhere, are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-22a. and AC-22b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.22[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [public-content]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     publisher-terms:
#       description: "what a publisher must be: approved, trained"
#   remediation: Approve and train each person listed, or take the right to publish away.
package policies.common.public_content.publishers

import data.policies.lib.facts
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains publisher.id if some publisher in input.publishers

# METADATA
# description: one outcome per publisher; each thing that is wrong
# entrypoint: true
observations contains observe.pass(publisher.id, concat(", ", _asked)) if {
	some publisher in _used
	facts.kept(_known, publisher.id, _asked)
}

observations contains observe.fail(publisher.id, sprintf("not so: %s", [fact])) if {
	some publisher in _used
	some fact in facts.broken(_known, publisher.id, _asked)
}

observations contains observe.skip(publisher.id, "may publish no longer") if {
	some publisher in input.publishers
	publisher.active == false
}

_asked := data.assay.params["publisher-terms"]

_used contains publisher if {
	some publisher in input.publishers
	publisher.active == true
}

_known contains [publisher.id, "approved", value] if {
	some publisher in input.publishers
	value := facts.approved(publisher.approved_by, publisher.approved_on, null)
}

_known contains [publisher.id, "trained", true] if {
	some publisher in input.publishers
	seen.happened(publisher.trained_on)
}

_known contains [publisher.id, "trained", false] if {
	some publisher in input.publishers
	is_null(publisher.trained_on)
}
