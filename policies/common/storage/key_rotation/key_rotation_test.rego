package policies.common.storage.key_rotation_test

import data.policies.common.storage.key_rotation
import data.policies.lib.testing

_store := {"id": "records-db", "type": "database", "holds": ["phi"], "encrypted": true}

_public := {"stores": [{"id": "website", "type": "bucket", "holds": ["public"], "encrypted": false}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_params := {"max-key-age-days": 365}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_key(holder, day) := {"key": {"id": "k1", "managed_by": holder, "rotated_on": day}}

test_pass_key_rotated_whoever_holds_it if {
	every holder in ["customer-kms", "provider"] {
		testing.told(key_rotation.observations) == {["records-db", "pass"]}
			with input as _with(_key(holder, "2026-06-01T00:00:00Z"))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_key_too_old if {
	testing.told(key_rotation.observations) == {["records-db", "fail"]}
		with input as _with(_key("customer-kms", "2025-06-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_key_of_the_provider_of_unknown_age_stays_undecided if {
	key_rotation.observations == set() with input as _with(_key("provider", null))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_key_never_rotated_as_far_as_known_stays_undecided if {
	key_rotation.observations == set() with input as _with(_key("customer-kms", null))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_store_of_public_information if {
	testing.told(key_rotation.observations) == {["website", "skip"]} with input as _public
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_evidence_gives_no_subject if {
	key_rotation.subjects == set() with input as {"stores": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	key_rotation.observations == set() with input as {"stores": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	key_rotation.subjects == {"records-db"} with input as _with({"key": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	key_rotation.observations == set() with input as _with({"key": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_too_old_at_the_assessment_though_not_when_it_was_looked_at if {
	testing.told(key_rotation.observations) == {["records-db", "fail"]}
		with input as _with(_key("customer-kms", "2025-11-15T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(key_rotation.observations) == {["records-db", "pass"]}
		with input as _with(_key("customer-kms", "2025-11-21T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	key_rotation.observations == set()
		with input as _with(_key("customer-kms", "2026-11-15T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_key if {
	testing.told(key_rotation.observations) == {["records-db", "pass"]}
		with input as _with(_key("customer-kms", "2025-11-20T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(key_rotation.observations) == {["records-db", "fail"]}
		with input as _with(_key("customer-kms", "2025-11-19T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_store_of_public_information_is_skipped_however_old_its_key if {
	every day in ["2026-06-01T00:00:00Z", "2020-01-01T00:00:00Z"] {
		testing.told(key_rotation.observations) == {["records-db", "skip"]}
			with input as _with(object.union(_key("customer-kms", day), {"holds": ["public"]}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
