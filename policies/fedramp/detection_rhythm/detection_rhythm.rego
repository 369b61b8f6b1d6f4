# METADATA
# title: Vulnerabilities are looked for as often as the class says
# description: |
#   The rules of 2026 say that providers should look for vulnerabilities again and
#   again: on samples of machine-based resources, on all that are likely to
#   drift, and on all others, each at least every so many days, by class
#   (VDR-TFR-PSD, VDR-TFR-PDD, VDR-TFR-PCD).
#   We read the history of the scans of each group of assets, over the stretch
#   that the parameter gives. A scan counts that came to its end, had the
#   credentials that it needs and reached every asset that was expected; for all
#   resources one of the whole group, for samples any. A group passes when no two
#   scans lie further apart than that, from one before the stretch to the
#   assessment, and fails for a longer pause up to the collection of the history.
#   One of which it is not known whether it drifts passes by the shorter time and
#   fails by the longer. A history that does not reach back over the stretch, or
#   of which a fact that matters is not known, leaves its group undecided. What no
#   group holds is not seen: this can show the rule broken, not kept.
#   The rules say should. The times are what the class expects where a
#   provider sets none; other ones, with the provider's reasons in its security
#   decision record, are set as parameters. Before the rules are in force for
#   the system they do not apply.
# related_resources:
#   - description: FedRAMP Consolidated Rules 2026.07.14.01, VDR-TFR-PSD, VDR-TFR-PDD and VDR-TFR-PCD
#     ref: https://github.com/FedRAMP/rules
#   - description: SP 800-53A Rev. 5, RA-05a.[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [scan-history]
#   applies-to: [application, database, host, kubernetes-cluster, network]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-sample-scan-days:
#       description: days between scans of a sample
#     max-drift-scan-days:
#       description: days between scans of all that is likely to drift
#     max-stable-scan-days:
#       description: days between scans of all that is not likely to drift
#     scan-history-days:
#       description: days of history that show a rhythm of scans
#     vulnerability-rules-from:
#       description: the day from which the system goes by the 2026 rules for vulnerabilities
#     vulnerability-rules-term:
#       description: the first day on which it may go by them, and the last on which it must
#   needs: [now]
#   remediation: Scan each group listed as often as its class expects, with credentials and to the end.
package policies.fedramp.detection_rhythm

import data.policies.lib.adoption
import data.policies.lib.observe
import data.policies.lib.rhythm

# METADATA
# description: every group of assets
# entrypoint: true
subjects contains group.id if some group in input.groups

# METADATA
# description: one outcome per group
# entrypoint: true
observations contains observe.pass(group.id, sprintf("all every %d days, samples every %d", [limit, _sample])) if {
	_begun
	some group in input.groups
	limit := _shorter(group.drift)
	rhythm.kept(group, _whole, limit, _stretch, data.assay.now)
	rhythm.kept(group, _any, _sample, _stretch, data.assay.now)
}

observations contains observe.fail(group.id, sprintf("%d days without a scan of all, %d expected", [pause, limit])) if {
	_begun
	some group in input.groups
	limit := _longer(group.drift)
	pause := rhythm.broken(group, _whole, limit, _stretch)
}

observations contains observe.fail(group.id, sprintf("%d days without any scan, %d expected", [pause, _sample])) if {
	_begun
	some group in input.groups
	pause := rhythm.broken(group, _any, _sample, _stretch)
}

observations contains observe.skip(group.id, "the 2026 rules for vulnerabilities do not apply yet") if {
	adoption.ahead(data.assay.now, data.assay.params["vulnerability-rules-from"], _term)
	some group in input.groups
}

_begun if adoption.begun(data.assay.now, data.assay.params["vulnerability-rules-from"], _term)

_term := data.assay.params["vulnerability-rules-term"]

_whole := {"whole"}

_any := {"whole", "approved-sample", "sample"}

_shorter(false) := data.assay.params["max-stable-scan-days"]

_shorter(drift) := data.assay.params["max-drift-scan-days"] if drift != false

_longer(true) := data.assay.params["max-drift-scan-days"]

_longer(drift) := data.assay.params["max-stable-scan-days"] if drift != true

_sample := data.assay.params["max-sample-scan-days"]

_stretch := data.assay.params["scan-history-days"]
