# METADATA
# title: Unsolicited messages are detected and acted on
# description: |
#   The rule asks for mechanisms at entry and exit points that detect
#   unsolicited messages, and act on them.
#   We read, as far as it is asked for, that each gateway of the direction asked
#   for looks for unsolicited messages and what it does with them. Entry points
#   that are no gateway are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-08a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [mail-protection]
#   applies-to: [network, application]
#   method: TEST
#   severity: moderate
#   params:
#     mail-directions:
#       description: directions of mail that are asked for
#     spam-parts:
#       description: what is looked at, detect or act
#   remediation: Turn on the detection of unsolicited messages at each gateway listed, and let it act on them.
package policies.common.mail.spam_stopped

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains gateway.id if some gateway in input.gateways

# METADATA
# description: one outcome per gateway
# entrypoint: true
observations contains observe.pass(gateway.id, concat(" and ", _parts)) if {
	some gateway in _asked
	every part in _parts {
		[gateway.id, part] in _there
	}
}

observations contains observe.fail(gateway.id, "does not look for unsolicited messages") if {
	some gateway in _asked
	gateway.detects_spam == false
}

observations contains observe.fail(gateway.id, "does nothing with them") if {
	"act" in _parts
	some gateway in _asked
	gateway.action == "none"
}

observations contains observe.skip(gateway.id, "no mail passes it") if {
	some gateway in input.gateways
	gateway.active == false
}

observations contains observe.skip(gateway.id, "of another direction") if {
	some gateway in input.gateways
	every direction in gateway.directions {
		not direction in data.assay.params["mail-directions"]
	}
}

_parts := data.assay.params["spam-parts"]

_asked contains gateway if {
	some gateway in input.gateways
	gateway.active
	some direction in gateway.directions
	direction in data.assay.params["mail-directions"]
}

# What is there, by gateway. What does not look has nothing to act on.
_there contains [gateway.id, "detect"] if {
	some gateway in _asked
	gateway.detects_spam == true
}

_there contains [gateway.id, "act"] if {
	some gateway in _asked
	gateway.detects_spam == true
	gateway.action in {"tag", "quarantine", "reject"}
}
