# METADATA
# title: What no grant covers is refused
# description: |
#   The rules ask that approved authorizations are enforced: users reach what
#   they were granted and nothing else.
#   We read what each point that decides on access does with a request that no
#   grant covers. Whether each grant is right, and points that nobody listed,
#   are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-03
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.312(a)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [ac.l2-3.1.2_obj.b, ac.l1-b.1.ii_obj.3.1.2.b]
#     nist-800-53: [ac-3_obj]
#   informs:
#     hipaa: [hipaa-164.308.a.4.ii.b]
#   remediation: Refuse by default at each point listed and grant what is needed.
package policies.common.access.default_deny

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains point.id if some point in input.enforcement

# METADATA
# description: one outcome per point of enforcement; each thing that is wrong
# entrypoint: true
observations contains observe.pass(point.id, concat(", ", _asked)) if {
	some point in _used
	facts.kept(_known, point.id, _asked)
}

observations contains observe.fail(point.id, sprintf("not so: %s", [fact])) if {
	some point in _used
	some fact in facts.broken(_known, point.id, _asked)
}

observations contains observe.skip(point.id, "not in use") if {
	some point in input.enforcement
	point.active == false
}

_asked := ["refused"]

_used contains point if {
	some point in input.enforcement
	point.active == true
}

_known contains [point.id, "refused", point["default"] == "deny"] if {
	some point in input.enforcement
	point["default"] != "unknown"
}
