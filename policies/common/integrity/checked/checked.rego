# METADATA
# title: Integrity is checked in time
# description: |
#   The rules ask that the integrity of software, firmware and information is
#   checked in a defined rhythm.
#   We read when each thing that is watched, of the sorts asked for, was last
#   checked. A check that was too old at the collection fails; one that has
#   become too old since leaves the thing undecided. What nobody watches is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-07a. and SI-07(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [integrity-monitoring]
#   applies-to: [host, application, database]
#   method: TEST
#   severity: moderate
#   params:
#     integrity-covers:
#       description: sorts of things that are asked for
#     max-integrity-check-days:
#       description: days between checks
#   needs: [now]
#   remediation: Find out why what is listed is not checked any more.
package policies.common.integrity.checked

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains watch.id if some watch in input.watches

# METADATA
# description: one outcome for each thing that is watched
# entrypoint: true
observations contains observe.pass(watch.id, "checked lately") if {
	some watch in _asked
	seen.days(watch.last_check, data.assay.now) <= data.assay.params["max-integrity-check-days"]
}

observations contains observe.fail(watch.id, sprintf("last checked %d days before the export", [age])) if {
	some watch in _asked
	age := seen.days_then(watch.last_check)
	age > data.assay.params["max-integrity-check-days"]
}

observations contains observe.fail(watch.id, "never checked") if {
	some watch in _asked
	is_null(watch.last_check)
}

observations contains observe.skip(watch.id, "not in use") if {
	some watch in input.watches
	watch.active == false
}

observations contains observe.skip(watch.id, sprintf("of %s, which is not asked for", [watch.covers])) if {
	some watch in input.watches
	not watch.covers in data.assay.params["integrity-covers"]
}

_asked contains watch if {
	some watch in input.watches
	watch.active
	watch.covers in data.assay.params["integrity-covers"]
}
