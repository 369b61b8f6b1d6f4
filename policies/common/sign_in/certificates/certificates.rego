# METADATA
# title: Certificates are validated and mapped to accounts
# description: |
#   The rules ask that the path of a certificate to a trust anchor and its
#   status are checked, that revocation data is cached, and that its identity is
#   mapped to an account.
#   We read, as far as it is asked for, the settings of each place that accepts
#   certificates. A place that nobody listed is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-05(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [sign-in-methods]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   params:
#     certificate-checks:
#       description: "what is done with a certificate: path, status, cache, account"
#   remediation: Turn on validation of path and status, the cache and the mapping at each place listed.
package policies.common.sign_in.certificates

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

observations contains observe.skip(place.id, "accepts no certificates") if {
	some place in input.places
	place.active == true
	place.certificates == false
}

_asked := data.assay.params["certificate-checks"]

_used contains place if {
	some place in input.places
	place.active == true
	place.certificates == true
}

_known contains [place.id, "path", place.path_validated] if some place in input.places

_known contains [place.id, "status", place.status_checked] if some place in input.places

_known contains [place.id, "cache", place.revocation_cached] if some place in input.places

_known contains [place.id, "account", place.account_mapped] if some place in input.places
