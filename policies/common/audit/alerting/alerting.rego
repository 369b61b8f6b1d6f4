# METADATA
# title: Records are watched as they arrive
# description: |
#   The rules ask that the system is watched for attacks with tools that work
#   near real time.
#   We read that detection rules run over the records of each source. How
#   good the rules are is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-4(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171A, 3.14.6[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [log-sources]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [si.l2-3.14.6_obj.a]
#     nist-800-53: [si-4.2]
#   remediation: Run detection rules over the records of each source listed.
package policies.common.audit.alerting

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains source.id if some source in input.sources

# METADATA
# description: one outcome per source
# entrypoint: true
observations contains observe.pass(source.id, "detection rules run") if {
	some source in input.sources
	source.expected
	source.alerting == true
}

observations contains observe.fail(source.id, "no detection rules run") if {
	some source in input.sources
	source.expected
	source.alerting == false
}

observations contains observe.skip(source.id, "not expected to send records") if {
	some source in input.sources
	source.expected == false
}
