# METADATA
# title: External services with federal data hold an authorization of their own
# description: |
#   The rule asks that external services which hold or process federal
#   information meet the FedRAMP baseline.
#   We read the standing of each vendor that handles federal information, and
#   compare it with the levels accepted for this system. One that does not say
#   what it handles counts as one that does. That the register is right, and
#   that the standing covers the parts of the service in use, is for a person to
#   look up: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SA-09a.[03]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: FedRAMP rev. 5 baselines, SA-9
#     ref: https://github.com/GSA/fedramp-automation/tree/master/dist/content/rev5/baselines
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     accepted-authorizations:
#       description: standings of a service that are accepted for this system
#   supports:
#     nist-800-53: [sa-9_obj.a-3]
#   remediation: Move federal information away from each service listed until it is authorized at an accepted level.
package policies.fedramp.external_services

import data.policies.lib.observe

# METADATA
# description: every vendor
# entrypoint: true
subjects contains vendor.id if some vendor in input.vendors

# METADATA
# description: one outcome per vendor
# entrypoint: true
observations contains observe.pass(vendor.id, sprintf("standing: %s", [vendor.fedramp])) if {
	some vendor in _concerned
	vendor.fedramp in data.assay.params["accepted-authorizations"]
}

observations contains observe.fail(vendor.id, sprintf("standing: %s", [vendor.fedramp])) if {
	some vendor in _concerned
	not vendor.fedramp in data.assay.params["accepted-authorizations"]
}

observations contains observe.skip(vendor.id, "handles no federal information") if {
	some vendor in input.vendors
	not vendor in _concerned
}

# Vendors that handle federal information, and those that do not say what they handle.
_concerned contains vendor if {
	some vendor in input.vendors
	"federal" in vendor.handles
}

_concerned contains vendor if {
	some vendor in input.vendors
	count(vendor.handles) == 0
}
