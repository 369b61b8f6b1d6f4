# METADATA
# title: Wireless access was approved, with its terms
# description: |
#   The rules ask that each type of wireless access is authorized before it is
#   used, with requirements and guidance.
#   We read, as far as it is asked for, the approval of each wireless network in
#   use, which had come before its first use, and the documents that it names.
#   What they say, and networks that nobody listed, are not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-18
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.16[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-access]
#   applies-to: [network]
#   method: EXAMINE
#   severity: moderate
#   params:
#     wireless-terms:
#       description: "what a network must have: approved, requirements, guidance"
#   remediation: Have each network listed approved and its terms written down, or switch it off.
package policies.common.wireless.terms

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains network.id if some network in input.networks

# METADATA
# description: one outcome per network; each thing that is wrong
# entrypoint: true
observations contains observe.pass(network.id, concat(", ", _asked)) if {
	some network in _used
	facts.kept(_known, network.id, _asked)
}

observations contains observe.fail(network.id, sprintf("not so: %s", [fact])) if {
	some network in _used
	some fact in facts.broken(_known, network.id, _asked)
}

observations contains observe.skip(network.id, "not wireless") if {
	some network in input.networks
	network.medium != "wireless"
}

observations contains observe.skip(network.id, "not in use") if {
	some network in input.networks
	network.medium == "wireless"
	network.active == false
}

_asked := data.assay.params["wireless-terms"]

_used contains network if {
	some network in input.networks
	network.medium == "wireless"
	network.active == true
}

_known contains [network.id, "approved", value] if {
	some network in input.networks
	value := facts.approved(network.approved_by, network.approved_on, network.first_used)
}

_known contains [network.id, "requirements", value] if {
	some network in input.networks
	value := facts.written(network.requirements)
}

_known contains [network.id, "guidance", facts.written(network.guidance)] if some network in input.networks
