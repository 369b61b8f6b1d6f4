# METADATA
# title: Source code is analysed, and the results are kept
# description: |
#   The rule asks that developers use tools for static analysis and document
#   what they find.
#   We read that an analysis of each source tree came to an end, looked at
#   something, and when. One that was too old at the collection fails; one that
#   has become too old since is undecided. What is not analysed, and what
#   becomes of the results, is not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SA-11(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [static-analysis]
#   applies-to: [application, build-system]
#   method: TEST
#   severity: low
#   params:
#     max-analysis-days:
#       description: days between analyses
#   needs: [now]
#   supports:
#     nist-800-53: [sa-11.1_obj-1, sa-11.1_obj-2]
#   remediation: Analyse each target listed again, with every change.
package policies.common.sast.analysed

import data.policies.lib.observe
import data.policies.lib.scans
import data.policies.lib.seen

# METADATA
# description: the target of the analysis
# entrypoint: true
subjects contains input.target.name

# METADATA
# description: the outcome for the target
# entrypoint: true
observations contains observe.pass(input.target.name, sprintf("examined %d days ago", [age])) if {
	scans.usable(input.scan)
	count(input.examined) > 0
	age := seen.days(input.scan.ended, data.assay.now)
	age <= data.assay.params["max-analysis-days"]
}

observations contains observe.fail(input.target.name, sprintf("analysed %d days before the export", [age])) if {
	age := seen.days_then(input.scan.ended)
	age > data.assay.params["max-analysis-days"]
}

observations contains observe.skip(input.target.name, sprintf("%s, holds no source code", [input.target.type])) if {
	scans.usable(input.scan)
	input.target.type in {"host", "vm", "cluster", "cloud-account"}
	count(input.examined) == 0
}
