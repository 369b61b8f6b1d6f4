# METADATA
# title: CUI on the move is encrypted
# description: |
#   The rule asks that CUI on digital media is protected by cryptography
#   during transport, unless physical safeguards take its place.
#   We read that each medium with CUI that is in transport is encrypted. One
#   that is not fails when nobody is responsible for it either, because then
#   no safeguard is left; where somebody is, the safeguards used instead are
#   for an assessor to judge, and it stays undecided. Media that are not in
#   transport today are not seen.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.8.6
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [media-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   decides:
#     cmmc: [mp.l2-3.8.6_obj.a]
#   informs:
#     nist-800-53: [mp-5_obj.a-1]
#   remediation: Encrypt each medium listed, or put it into the hands of somebody who guards it.
package policies.cmmc.transport_encrypted

import data.policies.lib.observe

# METADATA
# description: each medium in transport
# entrypoint: true
subjects contains medium.id if some medium in _moving

# METADATA
# description: one outcome per medium
# entrypoint: true
observations contains observe.pass(medium.id, "encrypted") if {
	some medium in _moving
	not medium.id in _without_cui
	medium.encrypted == true
}

observations contains observe.fail(medium.id, "not encrypted, and nobody is responsible for it") if {
	some medium in _moving
	not medium.id in _without_cui
	medium.encrypted == false
	is_null(medium.custodian)
}

observations contains observe.skip(medium.id, "holds no CUI") if {
	some medium in _moving
	medium.id in _without_cui
}

_moving contains medium if {
	some medium in input.media
	medium.state == "in-transport"
}

# A medium that does not say what it holds counts as one with CUI.
_without_cui contains medium.id if {
	some medium in input.media
	count(medium.holds) > 0
	not "cui" in medium.holds
}
