# METADATA
# title: Every asset is scanned every month
# description: |
#   The rule asks for scans of operating systems, web applications and
#   databases every month.
#   We compare the inventory of a component with the newest scan of each
#   asset. A scan that failed, ran without credentials, or is none, does not
#   count; an asset without any that counts stays undecided. An asset passes
#   while its newest scan is young enough at the assessment; it fails when
#   the scanner saw others of the component so much later that the asset's
#   turn was missed; otherwise a later scan would not be seen, and it is
#   undecided. A scan that is in time today says nothing of the months before:
#   this can show the rule broken, not kept.
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

observations contains observe.fail(id, sprintf("left out for %d days of scans", [passed])) if {
	some id in _assets
	passed := min(_ages[id]) - _latest
	passed > data.assay.params["max-scan-days"]
}

# An inventory may list assets of other components too: each is judged with its own.
_assets contains item.id if {
	some document in input.inventory
	some item in document.payload.items
	item.component == data.assay.evidence.component
}

_ages[document.subject] contains dates.age_days(document.collected, data.assay.now) if {
	some document in input.vulnerabilities
	scans.usable(document.payload.scan)
}

# Days since the last scan of any asset: until then the scanner is known to have worked.
_latest := min({age | some ages in _ages; some age in ages})
