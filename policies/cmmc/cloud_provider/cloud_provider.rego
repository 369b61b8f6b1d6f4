# METADATA
# title: Cloud providers with CUI are FedRAMP Moderate or equivalent
# description: |
#   The rule asks that a cloud provider which handles CUI is authorized at
#   FedRAMP Moderate or above, or meets its equivalent under DoD policy.
#   We read the standing of each cloud provider that handles CUI, and when it
#   was last looked up. A look-up that was too old at the collection fails; one
#   that has become too old since leaves the provider undecided, because a later
#   one would not be seen. One of which the register does not say what it
#   handles counts as one with CUI. That an equivalent standing is documented as
#   DoD asks is for an assessor.
# related_resources:
#   - description: 32 CFR 170.16(c)(2), 170.17(c)(5)
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
#   - description: SP 800-171A, 3.1.20[e]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     max-vendor-check-days:
#       description: days between look-ups of the standing of a vendor
#   needs: [now]
#   supports:
#     cmmc: [ac.l2-3.1.20_obj.e]
#   remediation: Move the CUI away from each provider listed, or obtain proof of its standing.
package policies.cmmc.cloud_provider

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every cloud provider
# entrypoint: true
subjects contains vendor.id if {
	some vendor in input.vendors
	vendor.role == "cloud-provider"
}

# METADATA
# description: one outcome per provider
# entrypoint: true
observations contains observe.pass(vendor.id, sprintf("standing: %s", [vendor.fedramp])) if {
	some vendor in _providers
	vendor.fedramp in {"high", "moderate", "equivalent"}
	seen.days(vendor.verified_on, data.assay.now) <= data.assay.params["max-vendor-check-days"]
}

observations contains observe.fail(vendor.id, sprintf("standing: %s", [vendor.fedramp])) if {
	some vendor in _providers
	vendor.fedramp in {"low", "li-saas", "none"}
}

observations contains observe.fail(vendor.id, sprintf("last looked up %d days before the export", [age])) if {
	some vendor in _providers
	age := seen.days_then(vendor.verified_on)
	age > data.assay.params["max-vendor-check-days"]
}

observations contains observe.skip(vendor.id, "handles no CUI") if {
	some vendor in input.vendors
	vendor.role == "cloud-provider"
	count(vendor.handles) > 0
	not "cui" in vendor.handles
}

_providers contains vendor if {
	some vendor in input.vendors
	vendor.role == "cloud-provider"
	"cui" in vendor.handles
}

# A vendor that does not say what it handles counts as one with CUI.
_providers contains vendor if {
	some vendor in input.vendors
	vendor.role == "cloud-provider"
	count(vendor.handles) == 0
}
