# METADATA
# title: The list of authorized software is reviewed in time
# description: |
#   The rule asks that the list of authorized software is reviewed, and updated,
#   in a defined rhythm.
#   We read the last review of the list. One that was too old at the collection
#   fails; it passes while it is young enough at the assessment; in between it
#   is undecided. What the review changed is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-07(05)c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [software-inventory]
#   applies-to: [host]
#   method: EXAMINE
#   severity: low
#   params:
#     max-list-review-days:
#       description: days between reviews of the list
#       controls: [cm-07.05_odp.02]
#   needs: [now]
#   supports:
#     nist-800-53: [cm-7.5_obj.c]
#   remediation: Review the list, and record the day.
package policies.common.software.list_reviewed

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains _id

# METADATA
# description: one outcome for the list
# entrypoint: true
observations contains observe.pass(_id, sprintf("reviewed %d days ago", [age])) if {
	not _empty
	age := seen.days(input.authorized_list.reviewed_on, data.assay.now)
	age <= data.assay.params["max-list-review-days"]
}

observations contains observe.fail(_id, sprintf("reviewed %d days before the export", [age])) if {
	not _empty
	age := seen.days_then(input.authorized_list.reviewed_on)
	age > data.assay.params["max-list-review-days"]
}

observations contains observe.fail(_id, "never reviewed") if {
	not _empty
	is_null(input.authorized_list.reviewed_on)
}

observations contains observe.skip(_id, "no program is on it") if _empty

_id := input.authorized_list.id

_empty if input.authorized_list.programs == 0
