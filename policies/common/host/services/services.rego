# METADATA
# title: Services that should not run do not
# description: |
#   The rules ask that functions and services which are not needed are off.
#   We read the services that start on the host and look for those that are
#   never acceptable, such as telnet, whatever their unit is (telnet.socket,
#   telnet@.service). Whether each other service is needed is
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, CM-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.4.7
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     prohibited-services:
#       description: services that must never run, in lower case
#   supports:
#     cmmc: [cm.l2-3.4.7_obj.o]
#     nist-800-53: [cm-7_obj.b-5]
#   remediation: Disable each service listed.
package policies.common.host.services

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "no prohibited service starts") if {
	not hosts.off
	count(input.services) > 0
	count(_prohibited) == 0
}

observations contains observe.fail(input.host.name, sprintf("starts %s", [concat(", ", _prohibited)])) if {
	not hosts.off
	count(_prohibited) > 0
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_prohibited contains service.name if {
	some service in input.services
	service.enabled
	_unit(service.name) in data.assay.params["prohibited-services"]
}

# The name of a unit without its instance and its sort.
_unit(name) := split(split(lower(trim_space(name)), "@")[0], ".")[0]
