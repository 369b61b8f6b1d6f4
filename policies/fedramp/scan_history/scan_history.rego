# METADATA
# title: No month passed without a complete scan
# description: |
#   The rule asks for scans of operating systems, web applications and
#   databases every month, of the whole inventory or of an approved sample.
#   We read the history of the scans of each group of assets, over the stretch
#   that the parameter gives. A scan counts that came to its end, had the
#   credentials that it needs and reached every asset that was expected. A group
#   passes when no two of them lie further apart than allowed, from one before
#   the stretch to the assessment. It fails for a pause that is too long, up to
#   when the history was collected, in which no scan can have counted. A history
#   that does not reach back over the stretch, or of which a fact that matters is
#   not known, leaves its group undecided. What no group holds is not seen: this
#   can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, RA-05a.[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: FedRAMP continuous monitoring playbook, vulnerability scanning
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [scan-history]
#   applies-to: [application, database, host, kubernetes-cluster, network]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-scan-days:
#       description: days between scans of an asset
#       controls: [ra-5_prm_1]
#     scan-history-days:
#       description: days of history that show a rhythm of scans
#   needs: [now]
#   remediation: Scan each group listed every month, with credentials and to the end; repeat a scan that failed.
package policies.fedramp.scan_history

import data.policies.lib.observe
import data.policies.lib.rhythm

# METADATA
# description: every group of assets
# entrypoint: true
subjects contains group.id if some group in input.groups

# METADATA
# description: one outcome per group
# entrypoint: true
observations contains observe.pass(group.id, sprintf("scanned to the end at least every %d days", [_limit])) if {
	some group in input.groups
	rhythm.kept(group, _counted, _limit, _stretch, data.assay.now)
}

observations contains observe.fail(group.id, sprintf("%d days without a whole scan, %d allowed", [pause, _limit])) if {
	some group in input.groups
	pause := rhythm.broken(group, _counted, _limit, _stretch)
}

_counted := {"whole", "approved-sample"}

_limit := data.assay.params["max-scan-days"]

_stretch := data.assay.params["scan-history-days"]
