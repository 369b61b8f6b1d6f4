# METADATA
# title: Anybody can report a vulnerability
# description: |
#   The rule asks for a public channel through which vulnerabilities can be
#   reported.
#   We read, for each channel, that anybody can reach it, that it names
#   somewhere to report to, and that it has not ended at the assessment, where
#   it says when it ends.
# related_resources:
#   - description: SP 800-53 Rev. 5, RA-5(11)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [disclosure-channels]
#   applies-to: [organization, application]
#   method: TEST
#   severity: low
#   needs: [now]
#   decides:
#     nist-800-53: [ra-5.11]
#   remediation: Publish each channel listed where anybody can reach it, with an address and a date that is to come.
package policies.common.disclosure.reachable

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains channel.id if some channel in input.channels

# METADATA
# description: one outcome per channel; each thing that is wrong
# entrypoint: true
observations contains observe.pass(channel.id, "public, with somewhere to report to") if {
	some channel in _used
	channel.public == true
	some contact in channel.contacts
	texts.given(contact)
	channel.id in _lasting
}

observations contains observe.fail(channel.id, "not public") if {
	some channel in _used
	channel.public == false
}

observations contains observe.fail(channel.id, "names nowhere to report to") if {
	some channel in _used
	count(channel.contacts) == 0
}

observations contains observe.fail(channel.id, sprintf("ended at %s", [channel.expires])) if {
	some channel in _used
	dates.until(channel.expires, data.assay.now)
}

observations contains observe.skip(channel.id, "replaced by another") if {
	some channel in input.channels
	channel.retired == true
}

_used contains channel if {
	some channel in input.channels
	not channel.retired == true
}

# Channels that have no end, or one to come.
_lasting contains channel.id if {
	some channel in _used
	is_null(channel.expires)
}

_lasting contains channel.id if {
	some channel in _used
	dates.after(channel.expires, data.assay.now)
}
