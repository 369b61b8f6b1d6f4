# METADATA
# title: Users sign in again when they must
# description: |
#   The rule asks that users re-authenticate in defined situations.
#   We read the situations in which each place asks for a new sign-in, and the
#   longest time until it does. Places that nobody listed are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-11
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [session-policy]
#   applies-to: [application, identity-provider]
#   method: TEST
#   severity: moderate
#   params:
#     max-sign-in-hours:
#       description: hours after which users must sign in again, active or not
#     reauthentication-situations:
#       description: situations in which users must sign in again
#       controls: [ia-11_odp]
#   supports:
#     nist-800-53: [ia-11_obj]
#   remediation: Ask for a new sign-in at each place listed in the situations named and in time.
package policies.common.session.reauthentication

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains policy.id if some policy in input.policies

# METADATA
# description: one outcome per place of sign-in; each thing that is wrong
# entrypoint: true
observations contains observe.pass(policy.id, concat(", ", _asked)) if {
	some policy in _used
	facts.kept(_known, policy.id, _asked)
}

observations contains observe.fail(policy.id, sprintf("not so: %s", [fact])) if {
	some policy in _used
	some fact in facts.broken(_known, policy.id, _asked)
}

observations contains observe.skip(policy.id, "no people have sessions there") if {
	some policy in input.policies
	policy.users == "machines"
}

_asked := ["in every situation", "in time"]

_used contains policy if {
	some policy in input.policies
	policy.users == "people"
}

_known contains [policy.id, "in every situation", true] if {
	some policy in input.policies
	every situation in data.assay.params["reauthentication-situations"] {
		situation in policy.reauthenticate
	}
}

_known contains [policy.id, "in time", value] if {
	some policy in input.policies
	is_number(policy.session_minutes)
	value := (policy.session_minutes / _minutes) <= data.assay.params["max-sign-in-hours"]
}

_known contains [policy.id, "in every situation", false] if {
	some policy in input.policies
	some situation in data.assay.params["reauthentication-situations"]
	is_array(policy.reauthenticate)
	not situation in policy.reauthenticate
}

_known contains [policy.id, "in time", false] if {
	some policy in input.policies
	is_null(policy.session_minutes)
}

# Minutes of an hour.
_minutes := 60
