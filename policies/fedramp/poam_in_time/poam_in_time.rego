# METADATA
# title: No item of the plan is open longer than its level allows
# description: |
#   The rules ask that weaknesses are remedied within 30, 90 or 180 days of
#   detection, by level, or by the day that the catalog of known exploited
#   vulnerabilities sets. An approved false positive is none. An approved
#   operational requirement stays open; for a high weakness there is none. What
#   a vendor has to repair stays open, is brought down to moderate within the
#   time of a high one, and its vendor is asked every month.
#   We read each open item from its first detection to the assessment: an item
#   is open until a newer plan shows that it is closed. A request that is not
#   approved changes nothing, nor does a level that was lowered without
#   approval. The rules do not say when a moderate or low item that waits for
#   its vendor, or is an operational requirement, is late: by its age it is not.
#   A vendor that was asked too long ago at the collection fails; one that would
#   have to be asked since leaves the item undecided. An item that is closed
#   while a vendor has to repair it, or its operational requirement holds, is
#   open and hidden: it fails.
# related_resources:
#   - description: SP 800-53 Rev. 5, RA-5d. and RA-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: FedRAMP playbook for providers, authorization, POA&M
#     ref: https://github.com/FedRAMP/docs/tree/main/tools/site/content/rev5/playbook/csp
# custom:
#   evidence: [poam-items]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     remediation-critical-days:
#       description: days to repair a critical vulnerability
#       controls: [ra-05_odp.03_critical]
#     remediation-high-days:
#       description: days to repair a high vulnerability
#       controls: [ra-05_odp.03_high]
#     remediation-moderate-days:
#       description: days to repair a moderate vulnerability
#       controls: [ra-05_odp.03_moderate]
#     remediation-low-days:
#       description: days to repair a low vulnerability
#       controls: [ra-05_odp.03_low]
#     max-vendor-check-in-days:
#       description: days between questions to a vendor who has to repair a weakness
#   needs: [now]
#   remediation: Remedy each item listed, ask its vendor, or have its deviation approved.
package policies.fedramp.poam_in_time

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every item of the plan
# entrypoint: true
subjects contains item.id if some item in input.items

# METADATA
# description: one outcome per item; a fail for each thing that is late
# entrypoint: true
observations contains observe.pass(item.id, sprintf("%d of %d days used", [age, limit])) if {
	some place, item in input.items
	_judged[place]
	not _unasked[place]
	limit := _limits[_levels[place]]
	age := _ages[place]
	age <= limit
}

observations contains observe.skip(item.id, why) if {
	some place, item in input.items
	_judged[place]
	_late[place]
	not _unasked[place]
	why := _waits[place]
}

observations contains observe.fail(item.id, why) if {
	some place, item in input.items
	_judged[place]
	_late[place]
	not _waits[place]
	why := sprintf("open for %d days, %d allowed%s", [_ages[place], _limits[_levels[place]], _refused[place]])
}

observations contains observe.fail(item.id, why) if {
	some place, item in input.items
	_judged[place]
	dates.over(item.kev_due, data.assay.now)
	why := sprintf("exploited in the wild, due on %s by the catalog", [item.kev_due])
}

observations contains observe.fail(item.id, why) if {
	some place, item in input.items
	_judged[place]
	_of_vendor[place]
	age := seen.days_then(_asked[place])
	age > data.assay.params["max-vendor-check-in-days"]
	why := sprintf("its vendor was not asked for %d days before the export", [age])
}

observations contains observe.fail(item.id, "closed, and its vendor still has to repair it") if {
	some place, item in input.items
	item.status == "closed"
	_of_vendor[place]
}

observations contains observe.fail(item.id, "closed, and its operational requirement holds") if {
	some place, item in input.items
	item.status == "closed"
	[place, "operational-requirement"] in _approved
}

observations contains observe.skip(item.id, "closed") if {
	some item in input.items
	item.status == "closed"
}

observations contains observe.skip(item.id, "a false positive, as approved: it can be closed") if {
	some place, item in input.items
	item.status == "open"
	[place, "false-positive"] in _approved
}

# Places of the open items that are weaknesses.
_judged contains place if {
	some place, item in input.items
	item.status == "open"
	not [place, "false-positive"] in _approved
}

_late contains place if {
	some place, age in _ages
	age > _limits[_levels[place]]
}

# Objects are built by comprehension: a rule for each key takes a time that grows with
# its square.
_ages := object.union_n([{place: dates.age_days(item.detected, data.assay.now) | some place, item in input.items}])

_limits := {
	"critical": data.assay.params["remediation-critical-days"],
	"high": data.assay.params["remediation-high-days"],
	"moderate": data.assay.params["remediation-moderate-days"],
	"low": data.assay.params["remediation-low-days"],
}

# The level in force: the worse of the two where the lower one is not approved.
_levels := object.union(
	{place: item.level | some place, item in input.items},
	{place: item.original_level |
		some place, item in input.items
		not [place, "risk-adjustment"] in _approved
		some rank, level in _worst_first
		level == item.original_level
		item.level in array.slice(_worst_first, rank + 1, count(_worst_first))
	},
)

_worst_first := ["critical", "high", "moderate", "low"]

# Places of items with their deviations but those of which something else is said than
# that they are approved.
_approved := {[place, deviation.type] |
	some place, item in input.items
	some deviation in item.deviations
} - {[place, deviation.type] |
	some place, item in input.items
	some deviation in item.deviations
	deviation.state != "approved"
}

_of_vendor contains place if {
	some place, item in input.items
	item.vendor_dependency.state == "tracking"
}

# Why moderate and low items are not late by their age.
_waits := object.union(
	{place: "its vendor has to repair it" | some place in _of_vendor; _levels[place] in {"moderate", "low"}},
	{place: "an operational requirement, as approved: it stays open and is looked at again" |
		some place, level in _levels
		level in {"moderate", "low"}
		[place, "operational-requirement"] in _approved
	},
)

# Why what was asked for does not help items that are late.
_refused := object.union_n([
	{place: "" | some place in _late},
	{place: "; brought down to moderate it could wait for its vendor" | some place in _of_vendor},
	{place: "; an operational requirement is not for a high weakness" |
		some place in _late
		[place, "operational-requirement"] in _approved
	},
])

# Items whose vendor was not asked lately, or not as far as this evidence shows.
_unasked contains place if {
	some place in _of_vendor
	not _asked_lately[place]
}

_asked_lately contains place if {
	some place, day in _asked
	seen.days(day, data.assay.now) <= data.assay.params["max-vendor-check-in-days"]
}

# The time runs from the detection until the vendor is first asked.
_asked := object.union(
	{place: item.detected | some place, item in input.items},
	{place: item.vendor_dependency.last_check_in |
		some place, item in input.items
		is_string(item.vendor_dependency.last_check_in)
	},
)
