# METADATA
# title: Media are cleaned before they are given away
# description: |
#   The rules ask that media with protected data are sanitized before
#   disposal and before they are used again.
#   We read, for each such medium that was disposed of or re-used, that it
#   was cleaned no later than the day it left, by a method that is accepted.
#   Proof of the cleaning is for a person to look at.
# related_resources:
#   - description: SP 800-171A, 3.8.3[a] and 3.8.3[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.310(d)(2)(i) and (ii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: SP 800-53A Rev. 5, MP-06a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-88 Rev. 1
#     ref: https://csrc.nist.gov/pubs/sp/800/88/r1/final
# custom:
#   evidence: [media-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     media-states:
#       description: "what became of the media looked at: disposed, reused"
#     sanitization-methods:
#       description: methods of SP 800-88 that are accepted
#   remediation: >-
#     Find each medium listed, have it cleaned or destroyed, and treat what
#     it held as exposed until then.
package policies.common.media.sanitized

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each medium that was disposed of or re-used
# entrypoint: true
subjects contains medium.id if {
	some medium in input.media
	medium.state in data.assay.params["media-states"]
}

# METADATA
# description: one outcome per medium
# entrypoint: true
observations contains observe.pass(medium.id, sprintf("cleaned by %s before it left", [medium.sanitized.method])) if {
	some medium in _released
	medium.sanitized.method in data.assay.params["sanitization-methods"]
	seen.happened(medium.sanitized.date)
	dates.until(medium.sanitized.date, medium.released_on)
}

observations contains observe.fail(medium.id, "not cleaned") if {
	some medium in _released
	is_null(medium.sanitized)
}

observations contains observe.fail(medium.id, "cleaned only after it left") if {
	some medium in _released
	dates.after(medium.sanitized.date, medium.released_on)
}

observations contains observe.fail(medium.id, sprintf("cleaned by %s, which is not enough", [method])) if {
	some medium in _released
	method := medium.sanitized.method
	not method in data.assay.params["sanitization-methods"]
}

observations contains observe.skip(medium.id, "held public information only") if {
	some medium in input.media
	medium.state in data.assay.params["media-states"]
	{holding | some holding in medium.holds} == {"public"}
}

_released contains medium if {
	some medium in input.media
	medium.state in data.assay.params["media-states"]
	{holding | some holding in medium.holds} != {"public"}
}
