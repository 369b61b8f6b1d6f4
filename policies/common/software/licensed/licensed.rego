# METADATA
# title: No more copies are used than are licensed
# description: |
#   The rules ask that software is used as its contracts allow, and that use is
#   tracked where a license counts copies.
#   We read, for each product whose license counts, how many are paid for, how
#   many are used, and when that was last counted. A count that was too old at
#   the collection fails; one that has become too old since leaves the product
#   undecided. Products without a record, and terms other than numbers, are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-10a. and CM-10b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: TEST
#   severity: low
#   params:
#     max-license-count-days:
#       description: days between counts
#   needs: [now]
#   supports:
#     nist-800-53: [cm-10_obj.a, cm-10_obj.b]
#   remediation: Count the use of each product listed; buy licenses or remove copies.
package policies.common.software.licensed

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains license.product if some license in input.licenses

# METADATA
# description: one outcome per product; each thing that is wrong
# entrypoint: true
observations contains observe.pass(license.product, sprintf("%d of %d used", [license.used, license.owned])) if {
	some license in _counting
	is_number(license.used)
	license.used <= license.owned
	seen.days(license.counted_on, data.assay.now) <= data.assay.params["max-license-count-days"]
}

observations contains observe.fail(license.product, sprintf("%d used, %d paid for", [license.used, license.owned])) if {
	some license in _counting
	is_number(license.owned)
	license.used > license.owned
}

observations contains observe.fail(license.product, "use is not counted") if {
	some license in _counting
	is_null(license.counted_on)
}

observations contains observe.fail(license.product, sprintf("last counted %d days before the export", [age])) if {
	some license in _counting
	age := seen.days_then(license.counted_on)
	age > data.assay.params["max-license-count-days"]
}

observations contains observe.skip(license.product, "its license sets no number") if {
	some license in input.licenses
	license.unlimited == true
}

_counting contains license if {
	some license in input.licenses
	not license.unlimited == true
}
