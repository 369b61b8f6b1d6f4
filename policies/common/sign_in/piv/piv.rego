# METADATA
# title: PIV credentials are accepted and verified
# description: |
#   The rules ask that PIV-compliant credentials, those of other agencies too,
#   are accepted and verified electronically.
#   We read, as far as it is asked for, what each place of sign-in says of
#   these. A place that nobody listed is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-02(12) and IA-08(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [sign-in-methods]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     piv-people:
#       description: "whose credentials: organization, other-agencies"
#     piv-steps:
#       description: "what is done with them: accepted, verified"
#   remediation: Accept PIV credentials at each place listed and verify them.
package policies.common.sign_in.piv

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains place.id if some place in input.places

# METADATA
# description: one outcome per place of sign-in; each thing that is wrong
# entrypoint: true
observations contains observe.pass(place.id, concat(", ", _asked)) if {
	some place in _used
	facts.kept(_known, place.id, _asked)
}

observations contains observe.fail(place.id, sprintf("not so: %s", [fact])) if {
	some place in _used
	some fact in facts.broken(_known, place.id, _asked)
}

observations contains observe.skip(place.id, "not in use") if {
	some place in input.places
	place.active == false
}

observations contains observe.skip(place.id, "such people do not sign in there") if {
	some place in input.places
	place.active == true
	asked := {people | some people in place.people; people in data.assay.params["piv-people"]}
	count(asked) == 0
}

_asked := data.assay.params["piv-steps"]

_used contains place if {
	some place in input.places
	place.active == true
	some people in place.people
	people in data.assay.params["piv-people"]
}

_known contains [place.id, "accepted", place.piv_accepted] if some place in input.places

_known contains [place.id, "verified", place.piv_verified] if some place in input.places
