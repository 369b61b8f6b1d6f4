# METADATA
# title: Voice over the network is controlled and monitored
# description: |
#   The rule asks that the use of voice over the network is controlled and
#   monitored.
#   We read, as far as it is asked for, whether each service in use was
#   authorized and its restrictions are enforced, and whether its use is
#   monitored. Services that nobody knows are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-171A, 3.13.14[a] and 3.13.14[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [collaboration]
#   applies-to: [organization]
#   method: TEST
#   severity: low
#   params:
#     voice-parts:
#       description: what is looked at, controlled or monitored
#   remediation: Authorize, restrict and monitor each service listed, or turn it off.
package policies.common.collaboration.voice

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains service.id if some service in input.voice_services

# METADATA
# description: one outcome per service
# entrypoint: true
observations contains observe.pass(service.id, concat(" and ", _asked)) if {
	some service in input.voice_services
	service.active
	every part in _asked {
		[service.id, part] in _there
	}
}

observations contains observe.fail(service.id, "was not authorized") if {
	"controlled" in _asked
	some service in input.voice_services
	service.active
	service.authorized == false
}

observations contains observe.fail(service.id, "its restrictions are not enforced") if {
	"controlled" in _asked
	some service in input.voice_services
	service.active
	service.restricted == false
}

observations contains observe.fail(service.id, "nobody monitors it") if {
	"monitored" in _asked
	some service in input.voice_services
	service.active
	service.monitored == false
}

observations contains observe.skip(service.id, "not in use") if {
	some service in input.voice_services
	service.active == false
}

_asked := data.assay.params["voice-parts"]

# What is there, by service.
_there contains [service.id, "controlled"] if {
	some service in input.voice_services
	service.authorized == true
	service.restricted == true
}

_there contains [service.id, "monitored"] if {
	some service in input.voice_services
	service.monitored == true
}
