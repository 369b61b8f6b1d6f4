# METADATA
# title: Hosts trust only approved anchors
# description: |
#   The rule asks that only approved trust anchors are in trust stores.
#   We read the anchors in the trust store of the host and whether each is on
#   the list of those approved. Trust stores of programs are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-17b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [sc-17_obj.b]
#   remediation: Remove each anchor listed from the trust store, or have it approved.
package policies.common.host.trust_anchors

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "trusts approved anchors only") if {
	not hosts.off
	count(input.trust_anchors) > 0
	every anchor in input.trust_anchors {
		anchor.approved == true
	}
}

observations contains observe.fail(input.host.name, sprintf("trusts %s", [anchor.name])) if {
	not hosts.off
	some anchor in input.trust_anchors
	anchor.approved == false
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
