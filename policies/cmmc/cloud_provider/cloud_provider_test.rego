package policies.cmmc.cloud_provider_test

import data.policies.cmmc.cloud_provider
import data.policies.lib.testing

_params := {"max-vendor-check-days": 366}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_cloud := {"id": "cloud", "role": "cloud-provider", "handles": ["cui"], "agreement": null}

_with(changes) := {"vendors": [object.union(_cloud, changes)]}

_standing(word) := {"fedramp": word, "verified_on": "2026-06-01"}

test_pass_moderate_high_or_equivalent if {
	every word in ["moderate", "high", "equivalent"] {
		testing.told(cloud_provider.observations) == {["cloud", "pass"]} with input as _with(_standing(word))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_lower_standing if {
	every word in ["low", "li-saas", "none"] {
		testing.told(cloud_provider.observations) == {["cloud", "fail"]} with input as _with(_standing(word))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_looked_up_too_long_ago if {
	old := _with({"fedramp": "high", "verified_on": "2024-06-01"})
	testing.told(cloud_provider.observations) == {["cloud", "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_provider_without_cui if {
	testing.told(cloud_provider.observations) == {["cloud", "skip"]} with input as _with({"handles": ["none"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_cloud_providers if {
	cloud_provider.subjects == set() with input as _with({"role": "supplier"})
	cloud_provider.observations == set() with input as _with({"role": "supplier"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_provider_never_looked_up_stays_undecided if {
	unknown := _with({"fedramp": "high", "verified_on": null})
	cloud_provider.subjects == {"cloud"} with input as unknown
	cloud_provider.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(cloud_provider.observations) == {["cloud", "fail"]}
		with input as _with({"fedramp": "moderate", "verified_on": "2025-11-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	cloud_provider.observations == set()
		with input as _with({"fedramp": "moderate", "verified_on": "2025-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(cloud_provider.observations) == {["cloud", "pass"]}
		with input as _with({"fedramp": "moderate", "verified_on": "2025-11-20"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_provider_that_does_not_say_what_it_handles if {
	testing.told(cloud_provider.observations) == {["cloud", "fail"]}
		with input as _with({"handles": [], "fedramp": "none"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_look_up if {
	testing.told(cloud_provider.observations) == {["cloud", "pass"]}
		with input as _with({"fedramp": "high", "verified_on": "2025-11-19"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(cloud_provider.observations) == {["cloud", "fail"]}
		with input as _with({"fedramp": "high", "verified_on": "2025-11-18"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_provider_without_cui_whatever_its_standing if {
	every word in ["high", "low"] {
		testing.told(cloud_provider.observations) == {["cloud", "skip"]}
			with input as _with(object.union(_standing(word), {"handles": ["phi"]}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_malformed_standing_of_another_supplier_is_not_looked_at if {
	every handles in [["cui"], ["phi"], []] {
		cloud_provider.observations == set()
			with input as _with(object.union(_standing("high"), {"role": "supplier", "handles": handles}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
