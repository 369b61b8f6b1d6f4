# METADATA
# title: Protection from unsolicited messages updates itself
# description: |
#   The rules ask that protection from unsolicited messages is updated as
#   releases come out, and by itself in a defined rhythm.
#   We read whether each gateway updates what it knows by itself, and when it
#   last did. An update that was too old at the collection fails; one that has
#   become too old since leaves the gateway undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-08b. and SI-08(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [mail-protection]
#   applies-to: [network, application]
#   method: TEST
#   severity: low
#   params:
#     max-spam-update-days:
#       description: days between updates
#       controls: [si-08.02_odp]
#   needs: [now]
#   decides:
#     nist-800-53: [si-8.2]
#   supports:
#     nist-800-53: [si-8_obj.b]
#   remediation: Let each gateway listed update itself, and find out why it stopped.
package policies.common.mail.updated

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains gateway.id if some gateway in input.gateways

# METADATA
# description: one outcome per gateway
# entrypoint: true
observations contains observe.pass(gateway.id, "updates itself, lately") if {
	some gateway in input.gateways
	gateway.active
	gateway.auto_update == true
	seen.days(gateway.updated_on, data.assay.now) <= data.assay.params["max-spam-update-days"]
}

observations contains observe.fail(gateway.id, "does not update itself") if {
	some gateway in input.gateways
	gateway.active
	gateway.auto_update == false
}

observations contains observe.fail(gateway.id, "never updated") if {
	some gateway in input.gateways
	gateway.active
	is_null(gateway.updated_on)
}

observations contains observe.fail(gateway.id, sprintf("last updated %d days before the export", [age])) if {
	some gateway in input.gateways
	gateway.active
	age := seen.days_then(gateway.updated_on)
	age > data.assay.params["max-spam-update-days"]
}

observations contains observe.skip(gateway.id, "no mail passes it") if {
	some gateway in input.gateways
	gateway.active == false
}
