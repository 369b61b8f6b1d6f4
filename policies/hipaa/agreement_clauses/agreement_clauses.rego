# METADATA
# title: Agreements oblige business associates to what the rule names
# description: |
#   The rule names what a business associate contract must provide:
#   compliance with the Security Rule, the same terms for subcontractors, and
#   reports of incidents and breaches.
#   We read which clauses the register of agreements says each executed
#   agreement has. A vendor of which the register does not say what it handles
#   counts as one that handles protected health information. The words of the
#   clauses are for a lawyer to read, and whether the agreement is in force is
#   another check.
# related_resources:
#   - description: 45 CFR 164.314(a)(2)(i)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     vendor-roles:
#       description: "roles of vendors looked at: business-associate, subcontractor, cloud-provider, supplier"
#     agreement-clauses:
#       description: clauses the agreement must have
#   remediation: Amend the agreement of each vendor listed with the clause named.
package policies.hipaa.agreement_clauses

import data.policies.lib.observe

# METADATA
# description: every vendor of the roles asked for
# entrypoint: true
subjects contains vendor.id if some vendor in _associates

# METADATA
# description: one outcome per vendor
# entrypoint: true
observations contains observe.pass(vendor.id, "every clause is there") if {
	some vendor in _concerned
	vendor.agreement.status == "executed"
	count(_missing(vendor.agreement.clauses)) == 0
}

observations contains observe.fail(vendor.id, sprintf("lacks %s", [concat(", ", missing)])) if {
	some vendor in _concerned
	missing := _missing(vendor.agreement.clauses)
	count(missing) > 0
}

observations contains observe.fail(vendor.id, "no agreement") if {
	some vendor in _concerned
	is_null(vendor.agreement)
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

_missing(clauses) := {clause |
	some clause in data.assay.params["agreement-clauses"]
	not clause in clauses
}
