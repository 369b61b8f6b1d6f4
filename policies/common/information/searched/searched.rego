# METADATA
# title: Tools look where information is
# description: |
#   The rule asks that automated tools identify information on the components of
#   the system.
#   We read which tool searched each store, and when. A search that was too old
#   at the collection fails; one that has become too old since leaves the store
#   undecided. How well the tool knows the types is not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, CM-12(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [information-locations]
#   applies-to: [database, storage]
#   method: TEST
#   severity: low
#   params:
#     max-search-days:
#       description: days between searches
#   needs: [now]
#   supports:
#     nist-800-53: [cm-12.1_obj]
#   remediation: Let a tool search each store listed, again and again.
package policies.common.information.searched

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("searched by %s", [store.tool])) if {
	some store in input.stores
	store.active
	texts.given(store.tool)
	seen.days(store.searched_on, data.assay.now) <= data.assay.params["max-search-days"]
}

observations contains observe.fail(store.id, "no tool looks into it") if {
	some store in input.stores
	store.active
	is_null(store.tool)
}

observations contains observe.fail(store.id, "never searched") if {
	some store in input.stores
	store.active
	is_null(store.searched_on)
}

observations contains observe.fail(store.id, sprintf("last searched %d days before the export", [age])) if {
	some store in input.stores
	store.active
	age := seen.days_then(store.searched_on)
	age > data.assay.params["max-search-days"]
}

observations contains observe.skip(store.id, "not in use") if {
	some store in input.stores
	store.active == false
}
