# METADATA
# title: Audit records can be reduced and reported on demand
# description: |
#   The rules ask for a way to reduce audit records and make reports of them on
#   demand, which changes neither the records nor their order.
#   We read, as far as it is asked for, that people can reduce and report the
#   records of each store when they want, and that doing so leaves the records
#   as they are. Whether the reports meet what investigations need is not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AU-07a. and AU-07b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.3.6[a] and 3.3.6[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: low
#   params:
#     report-parts:
#       description: what is looked at, on-demand or originals
#   remediation: Make the records of each store listed available to a tool that searches copies and makes reports.
package policies.common.audit.reports

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, concat(" and ", _asked)) if {
	some store in input.stores
	store.purpose == "audit"
	every part in _asked {
		[store.id, part] in _there
	}
}

observations contains observe.fail(store.id, "no reports on demand") if {
	"on-demand" in _asked
	some store in input.stores
	store.purpose == "audit"
	store.reports_on_demand == false
}

observations contains observe.fail(store.id, "making reports changes the records") if {
	"originals" in _asked
	some store in input.stores
	store.purpose == "audit"
	store.keeps_originals == false
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_asked := data.assay.params["report-parts"]

# What is there, by store.
_there contains [store.id, "on-demand"] if {
	some store in input.stores
	store.reports_on_demand == true
}

_there contains [store.id, "originals"] if {
	some store in input.stores
	store.keeps_originals == true
}
