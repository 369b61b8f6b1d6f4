# METADATA
# title: Vendors with protected health information have a signed agreement
# description: |
#   The rule asks for satisfactory assurances in a written contract with each
#   business associate, and from a business associate with each
#   subcontractor.
#   We read that each vendor of the roles asked for that handles protected
#   health information has an executed agreement in force, signed before the
#   register was read and not at its end by the assessment: it ends by itself. A
#   vendor of which the register does not say what it handles counts as one that
#   does. What the agreement obliges the vendor to is another check.
# related_resources:
#   - description: 45 CFR 164.308(b)(1) to (b)(3)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     vendor-roles:
#       description: "roles of vendors looked at: business-associate, subcontractor, cloud-provider, supplier"
#   needs: [now]
#   remediation: Sign an agreement with each vendor listed, or stop sending it protected health information.
package policies.hipaa.agreement

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every vendor of the roles asked for
# entrypoint: true
subjects contains vendor.id if some vendor in _associates

# METADATA
# description: one outcome per vendor
# entrypoint: true
observations contains observe.pass(vendor.id, "agreement in force") if {
	some vendor in _concerned
	vendor.agreement.status == "executed"
	seen.happened(vendor.agreement.signed_on)
	not vendor.id in _expired
}

observations contains observe.fail(vendor.id, "no agreement") if {
	some vendor in _concerned
	is_null(vendor.agreement)
}

observations contains observe.fail(vendor.id, sprintf("the agreement is %s", [vendor.agreement.status])) if {
	some vendor in _concerned
	vendor.agreement.status in {"negotiating", "ended"}
}

observations contains observe.fail(vendor.id, "the agreement has expired") if {
	some vendor in _concerned
	vendor.id in _expired
}

observations contains observe.skip(vendor.id, "handles no protected health information") if {
	some vendor in _associates
	not vendor in _concerned
}

_associates contains vendor if {
	some vendor in input.vendors
	vendor.role in data.assay.params["vendor-roles"]
}

# Vendors that handle protected health information, and those that do not say what they handle.
_concerned contains vendor if {
	some vendor in _associates
	"phi" in vendor.handles
}

_concerned contains vendor if {
	some vendor in _associates
	count(vendor.handles) == 0
}

_expired contains vendor.id if {
	some vendor in _associates
	dates.over(vendor.agreement.expires, data.assay.now)
}
