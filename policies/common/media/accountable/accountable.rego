# METADATA
# title: Somebody is responsible for each medium, wherever it goes
# description: |
#   The rules ask for a record of where media and devices go and of who is
#   responsible for them.
#   We read that each medium names its custodian, that each movement names who
#   moved it, and that one in transport has a movement at all.
# related_resources:
#   - description: 45 CFR 164.310(d)(2)(iii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-171A, 3.8.5[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53A Rev. 5, MP-05b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [media-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   decides:
#     cmmc: [mp.l2-3.8.5_obj.b]
#     hipaa: [hipaa-164.310.d.2.iii]
#     nist-800-53: [mp-5_obj.b]
#   remediation: Name the custodian and complete the movements of each medium listed.
package policies.common.media.accountable

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains medium.id if some medium in input.media

# METADATA
# description: one outcome per medium
# entrypoint: true
observations contains observe.pass(medium.id, "custodian and movements recorded") if {
	some medium in _protected
	texts.given(medium.custodian)
	not medium.id in _untracked
	every movement in medium.movements {
		texts.given(movement.by)
	}
}

observations contains observe.fail(medium.id, "in transport, and no movement is recorded") if {
	some medium in _protected
	medium.id in _untracked
}

observations contains observe.fail(medium.id, "nobody is responsible for it") if {
	some medium in _protected
	is_null(medium.custodian)
}

observations contains observe.fail(medium.id, "nobody is named for a movement") if {
	some medium in _protected
	some movement in medium.movements
	is_null(movement.by)
}

observations contains observe.skip(medium.id, "holds public information only") if {
	some medium in input.media
	{holding | some holding in medium.holds} == {"public"}
}

_untracked contains medium.id if {
	some medium in input.media
	medium.state == "in-transport"
	count(medium.movements) == 0
}

_protected contains medium if {
	some medium in input.media
	{holding | some holding in medium.holds} != {"public"}
}
