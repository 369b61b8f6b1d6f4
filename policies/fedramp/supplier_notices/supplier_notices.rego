# METADATA
# title: Suppliers must report compromises and results of assessments
# description: |
#   The rule asks for agreements and procedures by which suppliers report
#   supply chain compromises and the results of assessments.
#   We read which clauses the register of agreements says each agreement has.
#   Procedures are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SR-8
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: FedRAMP rev. 5 baselines, SR-8
#     ref: https://github.com/GSA/fedramp-automation/tree/master/dist/content/rev5/baselines
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     supplier-clauses:
#       description: clauses an agreement with a supplier must have
#   supports:
#     nist-800-53: [sr-8_obj]
#   remediation: Amend the agreement of each supplier listed with the clause named.
package policies.fedramp.supplier_notices

import data.policies.lib.observe

# METADATA
# description: every vendor
# entrypoint: true
subjects contains vendor.id if some vendor in input.vendors

# METADATA
# description: one outcome per vendor
# entrypoint: true
observations contains observe.pass(vendor.id, "every clause is there") if {
	some vendor in _suppliers
	vendor.agreement.status == "executed"
	count(_missing(vendor.agreement.clauses)) == 0
}

observations contains observe.fail(vendor.id, sprintf("lacks %s", [concat(", ", missing)])) if {
	some vendor in _suppliers
	missing := _missing(vendor.agreement.clauses)
	count(missing) > 0
}

observations contains observe.fail(vendor.id, "no agreement") if {
	some vendor in _suppliers
	is_null(vendor.agreement)
}

observations contains observe.skip(vendor.id, "supplies no part of the system") if {
	some vendor in input.vendors
	not vendor.role in {"cloud-provider", "supplier", "subcontractor"}
}

_suppliers contains vendor if {
	some vendor in input.vendors
	vendor.role in {"cloud-provider", "supplier", "subcontractor"}
}

_missing(clauses) := {clause |
	some clause in data.assay.params["supplier-clauses"]
	not clause in clauses
}
