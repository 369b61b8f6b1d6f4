# METADATA
# title: Authenticators of others are compliant and listed
# description: |
#   The rule asks that only compliant external authenticators are accepted, and
#   that a list of them is documented and maintained.
#   We read, as far as it is asked for, of each accepted one that it was found
#   compliant, stands on the list, and that its entry was looked at lately: by
#   the assessment when it was, by the collection when it was not. Others that
#   are accepted unlisted are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-08(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [sign-in-methods]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     authenticator-terms:
#       description: "what an authenticator must be: compliant, listed, maintained"
#     max-authenticator-review-days:
#       description: days between looks at the list of external authenticators
#   needs: [now]
#   remediation: Refuse each authenticator listed, or assess it and put it on the list.
package policies.common.sign_in.external_authenticators

import data.policies.lib.facts
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains authenticator.id if some authenticator in input.external

# METADATA
# description: one outcome per authenticator; each thing that is wrong
# entrypoint: true
observations contains observe.pass(authenticator.id, concat(", ", _asked)) if {
	some authenticator in _used
	facts.kept(_known, authenticator.id, _asked)
}

observations contains observe.fail(authenticator.id, sprintf("not so: %s", [fact])) if {
	some authenticator in _used
	some fact in facts.broken(_known, authenticator.id, _asked)
}

observations contains observe.skip(authenticator.id, "not accepted") if {
	some authenticator in input.external
	authenticator.accepted == false
}

_asked := data.assay.params["authenticator-terms"]

_used contains authenticator if {
	some authenticator in input.external
	authenticator.accepted == true
}

_known contains [authenticator.id, "compliant", value] if {
	some authenticator in input.external
	value := authenticator.compliant
}

_known contains [authenticator.id, "listed", true] if {
	some authenticator in input.external
	seen.happened(authenticator.listed_on)
}

_known contains [authenticator.id, "maintained", value] if {
	some authenticator in input.external
	value := facts.lately(
		authenticator.reviewed_on,
		data.assay.now,
		data.assay.params["max-authenticator-review-days"],
	)
}

_known contains [authenticator.id, "listed", false] if {
	some authenticator in input.external
	is_null(authenticator.listed_on)
}
