# METADATA
# title: Operation was authorized before it began, and still is
# description: |
#   The rules ask for a senior official who authorizes the system before it
#   operates, and that the authorization is kept up to date.
#   We read, for each authorization that counts, who answers for it, whether
#   it came before operation, when it was last renewed, and its last day. That
#   day comes by itself, and is judged at the assessment. What is not in the
#   register, and how well a step was done, are not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CA-06
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [assessments]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     authorization-steps:
#       description: "what is asked of each authorization: assigned, before operation, updated"
#     max-authorization-days:
#       description: days between renewals of an authorization
#   needs: [now]
#   remediation: Have each system listed authorized, or stop it.
package policies.common.assessments.authorized

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains grant.id if some grant in input.authorizations

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["authorization-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains grant.id if {
	some grant in input.authorizations
	grant.in_force == true
	grant.id in subjects
}

_aside contains [grant.id, "no longer counts"] if {
	some grant in input.authorizations
	grant.in_force == false
}

_taken contains [grant.id, "assigned"] if {
	some grant in input.authorizations
	texts.given(grant.official)
}

_taken contains [grant.id, "before operation"] if {
	some grant in input.authorizations
	seen.happened(grant.granted_on)
	dates.until(grant.granted_on, grant.operating_since)
}

_taken contains [grant.id, "before operation"] if {
	some grant in input.authorizations
	is_null(grant.operating_since)
}

_taken contains [grant.id, "updated"] if {
	some grant in input.authorizations
	steps.recent(grant.updated_on, data.assay.params["max-authorization-days"], data.assay.now)
	grant.id in _lasting
}

_missing contains [grant.id, "assigned"] if {
	some grant in input.authorizations
	is_null(grant.official)
}

_missing contains [grant.id, "before operation"] if {
	some grant in input.authorizations
	seen.happened(grant.operating_since)
	steps.undone(grant.granted_on)
}

_missing contains [grant.id, "before operation"] if {
	some grant in input.authorizations
	dates.after(grant.granted_on, grant.operating_since)
}

_missing contains [grant.id, "updated"] if {
	some grant in input.authorizations
	steps.overdue(grant.updated_on, data.assay.params["max-authorization-days"])
}

_missing contains [grant.id, "updated"] if {
	some grant in input.authorizations
	dates.over(grant.ends, data.assay.now)
}

# Authorizations without an end, or before it.
_lasting contains grant.id if {
	some grant in input.authorizations
	is_null(grant.ends)
}

_lasting contains grant.id if {
	some grant in input.authorizations
	dates.lasts(grant.ends, data.assay.now)
}
