# METADATA
# title: Security advisories are received
# description: |
#   The rules ask that alerts, advisories and directives are received, all the
#   time, from those who issue them.
#   We read when each source of the issuers asked for was last seen to arrive. A
#   source silent for too long at the collection fails, and so does one that is
#   received no longer where its issuer has no other; it passes while it was
#   seen lately at the assessment. An issuer without any source is not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-05a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.14.3[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [advisories]
#   applies-to: [organization]
#   method: TEST
#   severity: low
#   params:
#     advisory-issuers:
#       description: issuers from whom advisories must be received, in lower case
#       controls: [si-05_odp.01]
#     max-advisory-silence-days:
#       description: days a source may be silent
#   needs: [now]
#   supports:
#     cmmc: [si.l2-3.14.3_obj.b]
#     nist-800-53: [si-5_obj.a]
#   remediation: Subscribe again to each source listed, and find out why it is silent.
package policies.common.advisories.received

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains source.id if some source in input.sources

# METADATA
# description: one outcome per source
# entrypoint: true
observations contains observe.pass(source.id, "seen lately") if {
	some source in input.sources
	source.issuer in _issuers
	source.active
	seen.days(source.checked_on, data.assay.now) <= data.assay.params["max-advisory-silence-days"]
}

observations contains observe.fail(source.id, "received no longer, and its issuer by no other way") if {
	some source in input.sources
	source.issuer in _issuers
	not source.issuer in _heard
}

observations contains observe.skip(source.id, "received no longer, its issuer by another way") if {
	some source in input.sources
	source.active == false
	source.issuer in _heard
}

observations contains observe.fail(source.id, "never seen to arrive") if {
	some source in input.sources
	source.issuer in _issuers
	source.active
	is_null(source.checked_on)
}

observations contains observe.fail(source.id, sprintf("silent for %d days at the export", [age])) if {
	some source in input.sources
	source.issuer in _issuers
	source.active
	age := seen.days_then(source.checked_on)
	age > data.assay.params["max-advisory-silence-days"]
}

observations contains observe.skip(source.id, "of an issuer that is not asked for") if {
	some source in input.sources
	not source.issuer in _issuers
}

_issuers := data.assay.params["advisory-issuers"]

_heard contains source.issuer if {
	some source in input.sources
	source.active
}
