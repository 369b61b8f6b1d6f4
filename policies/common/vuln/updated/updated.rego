# METADATA
# title: Scanners know what is new
# description: |
#   The rules ask that what a scanner looks for is updated before it scans.
#   We read when the database of the scanner was last updated, and when the scan
#   began: the time between must be short enough. A scan that does not say so is
#   undecided.
# related_resources:
#   - description: SP 800-53 Rev. 5, RA-5(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [vulnerabilities]
#   applies-to: [application, host]
#   method: TEST
#   severity: moderate
#   params:
#     max-database-age-hours:
#       description: hours from the update of the database to the scan
#       controls: [ra-05.02_odp.01]
#   remediation: Update the scanner of each target listed before it scans.
package policies.common.vuln.updated

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.scans

# METADATA
# description: the target of the scan
# entrypoint: true
subjects contains input.target.name

# METADATA
# description: the outcome for the target
# entrypoint: true
observations contains observe.pass(input.target.name, sprintf("updated %d hours before the scan", [floor(_age)])) if {
	scans.usable(input.scan)
	_age >= 0
	_age <= data.assay.params["max-database-age-hours"]
}

observations contains observe.fail(input.target.name, sprintf("updated %d hours before the scan", [floor(_age)])) if {
	input.scan.ok
	_age > data.assay.params["max-database-age-hours"]
}

observations contains observe.skip(input.target.name, "a bill of materials, not looked at by a scanner") if {
	scans.usable(input.scan)
	input.target.type == "sbom"
	not input.scan.database_updated
}

_age := dates.hours(input.scan.database_updated, input.scan.started)
