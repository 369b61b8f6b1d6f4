# METADATA
# title: Media with CUI are recorded as marked with their distribution limits
# description: |
#   The rule asks that media with CUI are marked with the limits of its
#   distribution.
#   We read that the record of each medium with CUI says so. The marking
#   itself is for a person to look at: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-171A, 3.8.4[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [media-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   supports:
#     cmmc: [mp.l2-3.8.4_obj.b]
#   informs:
#     nist-800-53: [mp-3_obj.a]
#   remediation: Mark each medium listed.
package policies.cmmc.distribution_marked

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains medium.id if some medium in input.media

# METADATA
# description: one outcome per medium
# entrypoint: true
observations contains observe.pass(medium.id, "distribution limits marked") if {
	some medium in _cui
	medium.state != "disposed"
	medium.distribution_marked == true
}

observations contains observe.fail(medium.id, "distribution limits not marked") if {
	some medium in _cui
	medium.state != "disposed"
	medium.distribution_marked == false
}

observations contains observe.skip(medium.id, "disposed of") if {
	some medium in _cui
	medium.state == "disposed"
}

observations contains observe.skip(medium.id, "holds no CUI") if {
	some medium in input.media
	count(medium.holds) > 0
	not "cui" in medium.holds
}

# A medium that does not say what it holds counts as one with CUI.
_cui contains medium if {
	some medium in input.media
	"cui" in medium.holds
}

_cui contains medium if {
	some medium in input.media
	count(medium.holds) == 0
}
