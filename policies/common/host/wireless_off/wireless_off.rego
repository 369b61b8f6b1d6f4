# METADATA
# title: Wireless capabilities that are not meant to be used are off
# description: |
#   The rule asks that built-in wireless capabilities that are not intended for
#   use are disabled before a device is issued.
#   We read whether each is off now. Whether it was before the host was issued
#   is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-18(03)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [ac-18.3_obj]
#   remediation: Disable each wireless capability listed.
package policies.common.host.wireless_off

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains radio.id if some radio in input.wireless

# METADATA
# description: one outcome per wireless capability; each thing that is wrong
# entrypoint: true
observations contains observe.pass(radio.id, concat(", ", _asked)) if {
	some radio in _used
	facts.kept(_known, radio.id, _asked)
}

observations contains observe.fail(radio.id, sprintf("not so: %s", [fact])) if {
	some radio in _used
	some fact in facts.broken(_known, radio.id, _asked)
}

observations contains observe.skip(radio.id, "meant to be used") if {
	some radio in input.wireless
	radio.intended == true
}

_asked := ["switched off"]

_used contains radio if {
	some radio in input.wireless
	radio.intended == false
}

_known contains [radio.id, "switched off", radio.enabled == false] if {
	some radio in input.wireless
	is_boolean(radio.enabled)
}
