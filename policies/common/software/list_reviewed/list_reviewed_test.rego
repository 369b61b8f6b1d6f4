package policies.common.software.list_reviewed_test

import data.policies.common.software.list_reviewed
import data.policies.lib.testing

_params := {"max-list-review-days": 92}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_list := {"id": "programs", "reviewed_on": null, "programs": 3}

_with(changes) := {"hosts": [], "authorized_list": object.union(_list, changes)}

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18", "2026-08-20"] {
		testing.told(list_reviewed.observations) == {["programs", "pass"]}
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_old_at_the_export if {
	testing.told(list_reviewed.observations) == {["programs", "fail"]}
		with input as _with({"reviewed_on": "2026-08-17"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_never if {
	testing.told(list_reviewed.observations) == {["programs", "fail"]}
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-08-19", "2026-08-18", "2026-11-19"] {
		list_reviewed.subjects == {"programs"} with input as _with({"reviewed_on": day})
		testing.told(list_reviewed.observations) == set()
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_list_with_nothing_on_it if {
	every day in [null, "2026-11-01", "2026-01-01"] {
		testing.told(list_reviewed.observations) == {["programs", "skip"]}
			with input as _with({"programs": 0, "reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_pass_list_of_unknown_length if {
	testing.told(list_reviewed.observations) == {["programs", "pass"]}
		with input as _with({"programs": null, "reviewed_on": "2026-11-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_evidence_names_no_list if {
	list_reviewed.subjects == set() with input as {"hosts": []}
	list_reviewed.subjects == set() with input as {"hosts": [], "authorized_list": null}
	testing.told(list_reviewed.observations) == set()
		with input as {"hosts": [], "authorized_list": null}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day, outcome in {"2026-11-18": "pass", "2026-08-20": "pass", "2026-08-17": "fail"} {
		testing.told(list_reviewed.observations) == {["programs", outcome]}
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-08-19", "2026-08-18", "2026-11-19"] {
		testing.told(list_reviewed.observations) == set()
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_reviewed_after_the_export if {
	pieces := [
		_with({"reviewed_on": "2026-11-19"}),
		_with({"reviewed_on": "2030-01-01", "programs": null}),
	]
	every evidence in pieces {
		testing.told(list_reviewed.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
