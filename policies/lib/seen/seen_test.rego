package policies.lib.seen_test

import data.policies.lib.seen

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

test_days_count_to_the_assessment_and_to_the_collection if {
	seen.days("2026-11-09", _now) == 11 with data.assay.evidence.collected_ns as _collected
	seen.days_then("2026-11-09") == 1 with data.assay.evidence.collected_ns as _collected
}

test_hours_count_to_the_assessment_and_to_the_collection if {
	seen.hours("2026-11-09T12:00:00Z", _now) == 252 with data.assay.evidence.collected_ns as _collected
	seen.hours_then("2026-11-09T12:00:00Z") == 12 with data.assay.evidence.collected_ns as _collected
}

test_what_is_later_than_the_evidence_was_not_seen if {
	not seen.happened("2026-11-15") with data.assay.evidence.collected_ns as _collected
	not seen.days("2026-11-15", _now) with data.assay.evidence.collected_ns as _collected
	not seen.hours("2026-11-15T00:00:00Z", _now) with data.assay.evidence.collected_ns as _collected
	not seen.days_then("2026-11-15") with data.assay.evidence.collected_ns as _collected
	not seen.hours_then("2026-11-15T00:00:00Z") with data.assay.evidence.collected_ns as _collected
}

test_without_a_time_of_collection_nothing_was_seen if {
	not seen.happened("2026-11-09")
	not seen.days("2026-11-09", _now)
	not seen.days_then("2026-11-09")
}

test_what_happened_up_to_the_collection_was_seen if {
	seen.happened("2026-11-10T00:00:00Z") with data.assay.evidence.collected_ns as _collected
	not seen.happened("2026-11-10T00:00:01Z") with data.assay.evidence.collected_ns as _collected
	seen.days("2026-11-10", _now) == 10 with data.assay.evidence.collected_ns as _collected
	seen.hours("2026-11-10", _now) == 240 with data.assay.evidence.collected_ns as _collected
}
