# METADATA
# title: Every log source that is known is heard
# description: |
#   The rules ask that audit records are created, everywhere they should be.
#   We read when the log store last heard each source that is meant to send.
#   One that had been silent for too long at the collection fails; one passes
#   while its last record is young enough at the assessment; in between it is
#   undecided, because nobody knows what was heard since. A source that the log
#   store does not know is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.3.1[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AU-12
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: 45 CFR 164.312(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [log-sources]
#   applies-to: [log-store]
#   method: TEST
#   severity: high
#   params:
#     max-silence-hours:
#       description: hours a source may be silent
#   needs: [now]
#   supports:
#     cmmc: [au.l2-3.3.1_obj.c]
#     hipaa: [hipaa-164.312.b]
#     nist-800-53: [au-12_obj.c]
#   remediation: Find out why each source listed is silent and bring it back.
package policies.common.audit.sources

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains source.id if some source in input.sources

# METADATA
# description: one outcome per source
# entrypoint: true
observations contains observe.pass(source.id, "heard lately") if {
	some source in input.sources
	source.expected
	seen.hours(source.last_record, data.assay.now) <= data.assay.params["max-silence-hours"]
}

observations contains observe.fail(source.id, sprintf("silent for %d hours at the export", [floor(silent)])) if {
	some source in input.sources
	source.expected
	silent := seen.hours_then(source.last_record)
	silent > data.assay.params["max-silence-hours"]
}

observations contains observe.fail(source.id, "never heard") if {
	some source in input.sources
	source.expected
	is_null(source.last_record)
}

observations contains observe.skip(source.id, source.not_expected_because) if {
	some source in input.sources
	source.expected == false
	texts.given(source.not_expected_because)
}
