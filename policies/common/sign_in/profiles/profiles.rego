# METADATA
# title: Federation conforms to defined profiles
# description: |
#   The rule asks that identity management conforms to profiles that the
#   organization defines.
#   We read whether each profile that federation uses conforms. How that was
#   found, and others in use, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-08(04)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [sign-in-methods]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [ia-8.4_obj]
#   remediation: Bring each profile listed into conformance, or stop using it.
package policies.common.sign_in.profiles

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains profile.id if some profile in input.profiles

# METADATA
# description: one outcome per profile; each thing that is wrong
# entrypoint: true
observations contains observe.pass(profile.id, concat(", ", _asked)) if {
	some profile in _used
	facts.kept(_known, profile.id, _asked)
}

observations contains observe.fail(profile.id, sprintf("not so: %s", [fact])) if {
	some profile in _used
	some fact in facts.broken(_known, profile.id, _asked)
}

observations contains observe.skip(profile.id, "not used") if {
	some profile in input.profiles
	profile.in_use == false
}

_asked := ["conforming"]

_used contains profile if {
	some profile in input.profiles
	profile.in_use == true
}

_known contains [profile.id, "conforming", profile.conforms] if some profile in input.profiles
