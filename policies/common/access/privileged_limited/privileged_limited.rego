# METADATA
# title: Privileged grants go by roles, to those intended, for as long as needed
# description: |
#   The rules ask that privileged accounts are given by roles, to defined people
#   or roles only, that their assignment is watched, and that it ends when it is
#   no longer right.
#   We read, as far as it is asked for, of each privileged grant in use that it
#   goes by a role, whose its holder is, the last look at it (in time by the
#   assessment, too old by the collection), whether it is still needed, and
#   whether it must be activated for a time. Rights that nobody listed are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(07) and AC-06(05)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: FedRAMP 20x, KSI-IAM-JIT
#     ref: https://www.fedramp.gov/20x/
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: high
#   params:
#     max-assignment-review-days:
#       description: days between looks at privileged assignments
#     privilege-terms:
#       description: "what a privileged grant must be: by-role, intended, looked-at, needed, activated"
#   needs: [now]
#   remediation: Take each grant listed away, or give it by a role, to whom it is meant for, for a time.
package policies.common.access.privileged_limited

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains grant.id if some grant in input.grants

# METADATA
# description: one outcome per grant; each thing that is wrong
# entrypoint: true
observations contains observe.pass(grant.id, concat(", ", _asked)) if {
	some grant in _used
	facts.kept(_known, grant.id, _asked)
}

observations contains observe.fail(grant.id, sprintf("not so: %s", [fact])) if {
	some grant in _used
	some fact in facts.broken(_known, grant.id, _asked)
}

observations contains observe.skip(grant.id, "ended") if {
	some grant in input.grants
	grant.active == false
}

observations contains observe.skip(grant.id, "not privileged") if {
	some grant in input.grants
	grant.active == true
	grant.privileged == false
}

_asked := data.assay.params["privilege-terms"]

_used contains grant if {
	some grant in input.grants
	grant.active == true
	grant.privileged == true
}

_known contains [grant.id, "by-role", facts.written(grant.role)] if some grant in input.grants

_known contains [grant.id, "intended", grant.holder_intended] if some grant in input.grants

_known contains [grant.id, "looked-at", value] if {
	some grant in input.grants
	value := facts.lately(
		grant.assignment_reviewed_on,
		data.assay.now,
		data.assay.params["max-assignment-review-days"],
	)
}

_known contains [grant.id, "needed", grant.still_needed] if some grant in input.grants

_known contains [grant.id, "activated", grant.standing == false] if {
	some grant in input.grants
	is_boolean(grant.standing)
}
