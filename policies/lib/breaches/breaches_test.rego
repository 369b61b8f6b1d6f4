package policies.lib.breaches_test

import data.policies.lib.breaches
import data.policies.lib.dates

test_due_counts_from_discovery if {
	breaches.due("2026-01-01", 60, null) == dates.ns("2026-03-02")
}

test_a_later_delay_moves_the_day if {
	breaches.due("2026-01-01", 60, "2026-05-01") == dates.ns("2026-05-01")
}

test_an_earlier_delay_changes_nothing if {
	breaches.due("2026-01-01", 60, "2026-02-01") == dates.ns("2026-03-02")
}

test_due_after_the_year_of_discovery if {
	breaches.due_after_year("2025-03-09", 60, null) == dates.ns("2026-03-01")
	breaches.due_after_year("2025-03-09", 60, "2026-05-01") == dates.ns("2026-05-01")
}

_collected := dates.ns("2026-03-02T08:00:00Z")

test_a_notice_from_discovery_on_was_given if {
	breaches.told("2026-03-01", "2026-03-01") with data.assay.evidence.collected_ns as _collected
	not breaches.untold("2026-03-01") with data.assay.evidence.collected_ns as _collected
}

test_a_notice_before_discovery_is_an_error if {
	not breaches.told("2026-03-01", "2026-02-28") with data.assay.evidence.collected_ns as _collected
	not breaches.untold("2026-02-28") with data.assay.evidence.collected_ns as _collected
}

test_a_notice_after_the_evidence_is_a_plan if {
	not breaches.told("2026-03-01", "2026-03-03") with data.assay.evidence.collected_ns as _collected
	breaches.untold("2026-03-03") with data.assay.evidence.collected_ns as _collected
}

test_a_notice_without_a_day_was_not_given if {
	breaches.untold(null)
	not breaches.told("2026-03-01", null) with data.assay.evidence.collected_ns as _collected
}

test_a_breach_is_presumed_until_it_was_assessed if {
	breaches.presumed == {"breach", "under-assessment"}
}
