# METADATA
# title: Vendors are assessed, approved and known by place
# description: |
#   The rules ask that risks are assessed and use is approved before a service
#   is used, that suppliers are assessed again and again, and that services
#   stay in the places set for them.
#   We read, for each vendor that handles our information, the days of these
#   steps, who approved its use, its places, and what its agreement obliges it
#   to. What must recur passes while it is recent at the assessment, and fails
#   when it was too old at the collection. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SA-04, SA-09, SR-06 and IR-06(03)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-172, 3.11.6e
#     ref: https://csrc.nist.gov/pubs/sp/800/172/final
# custom:
#   evidence: [vendor-agreements]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     vendor-steps:
#       description: "what is asked of each vendor: risk assessed, approved, assessed, placed, obliged, coordinated"
#     max-vendor-review-days:
#       description: days between assessments of a vendor
#       controls: [sr-06_odp]
#     allowed-places:
#       description: where services may process and store
#     supplier-clauses:
#       description: clauses an agreement with a supplier must have
#   needs: [now]
#   remediation: Assess and approve each vendor listed, amend its agreement, or stop using it.
package policies.common.vendors.reviewed

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains vendor.id if some vendor in input.vendors

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["vendor-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [vendor.id, "handles nothing of ours"] if {
	some vendor in input.vendors
	vendor.handles == ["none"]
}

_taken contains [vendor.id, "risk assessed"] if {
	some vendor in input.vendors
	dates.until(vendor.risk_assessed_on, vendor.used_since)
}

_taken contains [vendor.id, "approved"] if {
	some vendor in input.vendors
	texts.given(vendor.use_approved_by)
}

_taken contains [vendor.id, "assessed"] if {
	some vendor in input.vendors
	steps.recent(vendor.assessed_on, data.assay.params["max-vendor-review-days"], data.assay.now)
}

_taken contains [vendor.id, "placed"] if {
	some vendor in input.vendors
	count(vendor.locations) > 0
	every place in vendor.locations {
		place in data.assay.params["allowed-places"]
	}
}

_taken contains [vendor.id, "obliged"] if {
	some vendor in input.vendors
	vendor.agreement.status == "executed"
	every clause in data.assay.params["supplier-clauses"] {
		clause in vendor.agreement.clauses
	}
}

_taken contains [vendor.id, "coordinated"] if {
	some vendor in input.vendors
	steps.recent(vendor.incidents_told_on, data.assay.params["max-vendor-review-days"], data.assay.now)
}

_missing contains [vendor.id, "risk assessed"] if {
	some vendor in input.vendors
	is_null(vendor.risk_assessed_on)
	seen.happened(vendor.used_since)
}

_missing contains [vendor.id, "risk assessed"] if {
	some vendor in input.vendors
	seen.happened(vendor.used_since)
	dates.after(vendor.risk_assessed_on, vendor.used_since)
}

_missing contains [vendor.id, "approved"] if {
	some vendor in input.vendors
	is_null(vendor.use_approved_by)
	seen.happened(vendor.used_since)
}

_missing contains [vendor.id, "assessed"] if {
	some vendor in input.vendors
	steps.overdue(vendor.assessed_on, data.assay.params["max-vendor-review-days"])
}

_missing contains [vendor.id, "placed"] if {
	some vendor in input.vendors
	some place in vendor.locations
	not place in data.assay.params["allowed-places"]
}

_missing contains [vendor.id, "obliged"] if {
	some vendor in input.vendors
	is_null(vendor.agreement)
}

_missing contains [vendor.id, "obliged"] if {
	some vendor in input.vendors
	clauses := vendor.agreement.clauses
	some clause in data.assay.params["supplier-clauses"]
	not clause in clauses
}

_missing contains [vendor.id, "coordinated"] if {
	some vendor in input.vendors
	steps.overdue(vendor.incidents_told_on, data.assay.params["max-vendor-review-days"])
}
