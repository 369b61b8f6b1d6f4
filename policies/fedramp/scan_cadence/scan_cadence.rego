# METADATA
# title: Every asset is scanned every month
# description: |
#   The rule asks for scans of operating systems, web applications and
#   databases every month.
#   We compare the inventory of a component with the newest scan of each
#   asset. A scan that failed, ran without credentials, or is none, does not
#   count; an asset without any that counts stays undecided. A scan that is
#   in time today says nothing of the months before: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, RA-05a.[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: FedRAMP continuous monitoring playbook, vulnerability scanning
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [inventory, vulnerabilities]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   scope: system
#   params:
#     max-scan-days:
#       description: days between scans of an asset
#       controls: [ra-5_prm_1]
#   needs: [now]
#   supports:
#     nist-800-53: [ra-5_obj.a-2]
#   remediation: Scan each asset listed, and find out why the schedule missed it.
package policies.fedramp.scan_cadence

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.scans

# METADATA
# description: every asset of the inventory
# entrypoint: true
subjects contains id if some id in _assets

# METADATA
# description: one outcome per asset
# entrypoint: true
observations contains observe.pass(id, sprintf("scanned %d days ago", [newest])) if {
	some id in _assets
	newest := min(_ages[id])
	newest <= data.assay.params["max-scan-days"]
}

observations contains observe.fail(id, sprintf("last scanned %d days ago", [newest])) if {
	some id in _assets
	newest := min(_ages[id])
	newest > data.assay.params["max-scan-days"]
}

_assets contains item.id if {
	some document in input.inventory
	some item in document.payload.items
}

_ages[document.subject] contains dates.age_days(document.collected, data.assay.now) if {
	some document in input.vulnerabilities
	scans.usable(document.payload.scan)
}
