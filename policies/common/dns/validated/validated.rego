# METADATA
# title: Resolvers check what they are told
# description: |
#   The rule asks that the resolvers of the system ask for the origin and
#   integrity of the answers they get, and check them.
#   We read, for each resolver in use, that it asks for signatures and refuses
#   what does not fit them.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-21
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [dns]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   decides:
#     nist-800-53: [sc-21_obj-1, sc-21_obj-2, sc-21_obj-3, sc-21_obj-4]
#   remediation: Turn on DNSSEC validation on each resolver listed.
package policies.common.dns.validated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains resolver.id if some resolver in input.resolvers

# METADATA
# description: one outcome per resolver; each thing that is missing
# entrypoint: true
observations contains observe.pass(resolver.id, "asks for signatures and checks them") if {
	some resolver in input.resolvers
	resolver.active
	resolver.requests_signatures == true
	resolver.validates == true
}

observations contains observe.fail(resolver.id, "does not ask for signatures") if {
	some resolver in input.resolvers
	resolver.active
	resolver.requests_signatures == false
}

observations contains observe.fail(resolver.id, "does not check signatures") if {
	some resolver in input.resolvers
	resolver.active
	resolver.validates == false
}

observations contains observe.skip(resolver.id, "not in use") if {
	some resolver in input.resolvers
	resolver.active == false
}
