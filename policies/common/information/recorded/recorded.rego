# METADATA
# title: It is recorded where information is, and who has access
# description: |
#   The rule asks that the place of information, the components that hold it,
#   and the users with access, are identified and documented.
#   We read, as far as it is asked for, that the register names each type of
#   information that a tool found in each store, and who has access. What no
#   tool looks into is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-12a. and CM-12b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [information-locations]
#   applies-to: [database, storage]
#   method: EXAMINE
#   severity: moderate
#   params:
#     location-parts:
#       description: what is looked at, place or users
#   remediation: Complete the register for each store listed, or move what does not belong there.
package policies.common.information.recorded

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store; each type that is missing
# entrypoint: true
observations contains observe.pass(store.id, concat(" and ", _asked)) if {
	some store in input.stores
	store.active
	every part in _asked {
		[store.id, part] in _there
	}
}

observations contains observe.fail(store.id, sprintf("holds %s, which the register does not say", [kind])) if {
	"place" in _asked
	some store in input.stores
	store.active
	some kind in store.found
	not kind in store.recorded
}

observations contains observe.fail(store.id, "the register does not say who has access") if {
	"users" in _asked
	some store in input.stores
	store.active
	store.users_recorded == false
}

observations contains observe.skip(store.id, "not in use") if {
	some store in input.stores
	store.active == false
}

_asked := data.assay.params["location-parts"]

# What the register says, by store.
_there contains [store.id, "place"] if {
	some store in input.stores
	is_array(store.recorded)
	every kind in store.found {
		kind in store.recorded
	}
}

_there contains [store.id, "users"] if {
	some store in input.stores
	store.users_recorded == true
}
