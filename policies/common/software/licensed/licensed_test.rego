package policies.common.software.licensed_test

import data.policies.common.software.licensed
import data.policies.lib.testing

_params := {"max-license-count-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_license := {"product": "Reports", "owned": 5, "used": 5, "counted_on": "2026-11-18T00:00:00Z"}

_with(changes) := {"hosts": [], "licenses": [object.union(_license, changes)]}

test_pass_as_many_as_paid_for_and_counted_lately if {
	testing.told(licensed.observations) == {["Reports", "pass"]}
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(licensed.observations) == {["Reports", "pass"]}
		with input as _with({"unlimited": false, "counted_on": "2026-10-20T23:59:59Z", "used": 0})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_each_weakness_alone if {
	every weakness in [{"used": 6}, {"counted_on": null}, {"counted_on": "2026-10-18T00:00:00Z"}] {
		testing.told(licensed.observations) == {["Reports", "fail"]}
			with input as _with(weakness)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every change in [
		{"used": null},
		{"owned": null},
		{"counted_on": "2026-10-20T00:00:00Z"},
		{"counted_on": "2026-10-18T00:00:01Z"},
		{"counted_on": "2026-11-18T00:00:01Z"},
	] {
		licensed.subjects == {"Reports"} with input as _with(change)
		testing.told(licensed.observations) == set()
			with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_license_without_a_number if {
	testing.told(licensed.observations) == {["Reports", "skip"]}
		with input as _with({"unlimited": true, "used": 9})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	licensed.subjects == set() with input as {"hosts": [], "licenses": []}
	testing.told(licensed.observations) == set()
		with input as {"hosts": [], "licenses": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_as_many_as_paid_for if {
	every used, outcome in {4: "pass", 5: "pass", 6: "fail"} {
		testing.told(licensed.observations) == {["Reports", outcome]}
			with input as _with({"used": used})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_counts_unknown_or_counted_after_the_export if {
	pieces := [
		_with({"used": null}),
		_with({"owned": null}),
		_with({"counted_on": "2026-11-18T00:00:01Z"}),
	]
	every evidence in pieces {
		testing.told(licensed.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
