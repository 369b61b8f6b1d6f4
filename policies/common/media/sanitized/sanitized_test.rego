package policies.common.media.sanitized_test

import data.policies.common.media.sanitized
import data.policies.lib.testing

_disk := {"id": "SN-1", "holds": ["phi"], "state": "disposed", "released_on": "2026-08-01"}

_flyer := {"media": [{"id": "SN-2", "holds": ["public"], "state": "disposed", "released_on": "2026-08-01"}]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(changes) := {"media": [object.union(_disk, changes)]}

_params := {"media-states": ["disposed"], "sanitization-methods": ["purge", "destroy"]}

_cleaned(method, day) := {"sanitized": {"method": method, "date": day}}

test_pass_purged_before_it_left if {
	testing.told(sanitized.observations) == {["SN-1", "pass"]} with input as _with(_cleaned("purge", "2026-08-01"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_not_cleaned if {
	testing.told(sanitized.observations) == {["SN-1", "fail"]} with input as _with({"sanitized": null})
		with data.assay.params as _params
}

test_fail_cleaned_too_late if {
	testing.told(sanitized.observations) == {["SN-1", "fail"]} with input as _with(_cleaned("purge", "2026-08-02"))
		with data.assay.params as _params
}

test_fail_weak_method if {
	["SN-1", "fail"] in testing.told(sanitized.observations) with input as _with(_cleaned("clear", "2026-07-01"))
		with data.assay.params as _params
}

test_skip_public_information if {
	testing.told(sanitized.observations) == {["SN-2", "skip"]} with input as _flyer with data.assay.params as _params
}

test_empty_when_nothing_was_disposed_of if {
	sanitized.subjects == set() with input as _with({"state": "in-use"}) with data.assay.params as _params
	sanitized.observations == set() with input as _with({"state": "in-use"}) with data.assay.params as _params
}

test_unmatched_medium_without_a_day_of_release_stays_undecided if {
	undated := _with(object.union(_cleaned("purge", "2026-07-01"), {"released_on": null}))
	sanitized.subjects == {"SN-1"} with input as undated with data.assay.params as _params
	sanitized.observations == set() with input as undated with data.assay.params as _params
}

test_unmatched_cleaning_that_is_only_planned_stays_undecided if {
	planned := object.union(_cleaned("purge", "2026-12-01"), {"released_on": "2026-12-02"})
	sanitized.observations == set() with input as _with(planned)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_boundary_day_of_release if {
	testing.told(sanitized.observations) == {["SN-1", "pass"]}
		with input as _with(_cleaned("destroy", "2026-08-01"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	testing.told(sanitized.observations) == {["SN-1", "fail"]}
		with input as _with(_cleaned("destroy", "2026-08-02"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_method_that_is_not_enough_is_nothing_else if {
	testing.told(sanitized.observations) == {["SN-1", "fail"]} with input as _with(_cleaned("clear", "2026-08-01"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_malformed_public_medium_is_skipped_however_it_was_cleaned if {
	every cleaned in [{"sanitized": null}, _cleaned("purge", "2026-08-01"), _cleaned("clear", "2026-09-01")] {
		testing.told(sanitized.observations) == {["SN-1", "skip"]}
			with input as _with(object.union(cleaned, {"holds": ["public"]}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}

test_empty_when_media_are_in_use if {
	every holds in ["phi", "public"] {
		sanitized.observations == set() with input as _with({"state": "in-use", "sanitized": null, "holds": [holds]})
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}
