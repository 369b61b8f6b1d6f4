# METADATA
# title: Hosts record and send audit records
# description: |
#   The rules ask that each component creates audit records for the events
#   that matter.
#   We read, as far as it is asked for, that the audit daemon runs and has rules,
#   and that it sends its records away over TLS. Which events its rules cover is
#   not judged here: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, AU-12
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.3.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: 45 CFR 164.312(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     audit-steps:
#       description: "what is looked at: records, transport"
#   remediation: Start the audit daemon on each host listed, load its rules, and forward its records over TLS.
package policies.common.host.audit_forwarding

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, sprintf("right: %s", [concat(", ", _asked)])) if {
	not hosts.off
	every step in _asked {
		step in _right
	}
}

observations contains observe.fail(input.host.name, "audit daemon does not run") if {
	not hosts.off
	"records" in _asked
	input.audit.enabled == false
}

observations contains observe.fail(input.host.name, "audit daemon has no rules") if {
	not hosts.off
	"records" in _asked
	count(input.audit.rules) == 0
}

observations contains observe.fail(input.host.name, "records stay on the host") if {
	not hosts.off
	"transport" in _asked
	input.audit.remote.enabled == false
}

observations contains observe.fail(input.host.name, "records are sent without TLS") if {
	not hosts.off
	"transport" in _asked
	input.audit.remote.enabled
	input.audit.remote.tls == false
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_asked := data.assay.params["audit-steps"]

# Steps that are as they must be.
_right contains "records" if {
	input.audit.enabled
	count(input.audit.rules) > 0
}

_right contains "transport" if {
	input.audit.remote.enabled
	input.audit.remote.tls
}
