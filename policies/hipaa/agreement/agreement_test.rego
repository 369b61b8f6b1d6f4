package policies.hipaa.agreement_test

import data.policies.hipaa.agreement
import data.policies.lib.testing

_lab := {
	"id": "lab",
	"role": "business-associate",
	"handles": ["phi"],
	"agreement": {"status": "executed", "signed_on": "2025-02-01"},
}

_with(changes) := {"vendors": [object.union(_lab, changes)]}

_params := {"vendor-roles": ["business-associate"]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

test_pass_executed_agreement if {
	testing.told(agreement.observations) == {["lab", "pass"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_no_agreement if {
	testing.told(agreement.observations) == {["lab", "fail"]} with input as _with({"agreement": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_not_signed_or_ended if {
	every status in ["negotiating", "ended"] {
		open := _with({"agreement": {"status": status, "signed_on": null}})
		testing.told(agreement.observations) == {["lab", "fail"]} with input as open
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_expired if {
	old := _with({"agreement": {"expires": "2026-02-01"}})
	testing.told(agreement.observations) == {["lab", "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_vendor_that_handles_no_phi if {
	testing.told(agreement.observations) == {["lab", "skip"]} with input as _with({"handles": ["none"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_vendors_of_the_role if {
	agreement.subjects == set() with input as _with({"role": "supplier"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	agreement.observations == set() with input as _with({"role": "supplier"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_agreement_without_a_day_stays_undecided if {
	undated := _with({"agreement": {"status": "executed", "signed_on": null}})
	agreement.subjects == {"lab"} with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	agreement.observations == set() with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_expired_since_by_itself if {
	testing.told(agreement.observations) == {["lab", "fail"]}
		with input as _with({"agreement": {"status": "executed", "signed_on": "2025-02-01", "expires": "2026-11-15"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_on_its_last_day if {
	testing.told(agreement.observations) == {["lab", "pass"]}
		with input as _with({"agreement": {"status": "executed", "signed_on": "2025-02-01", "expires": "2026-11-20"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_signature_later_than_the_evidence_stays_undecided if {
	agreement.observations == set()
		with input as _with({"agreement": {"status": "executed", "signed_on": "2026-11-15", "expires": "2028-01-01"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_vendor_that_does_not_say_what_it_handles if {
	testing.told(agreement.observations) == {["lab", "fail"]}
		with input as _with({"handles": [], "agreement": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_an_agreement if {
	testing.told(agreement.observations) == {["lab", "pass"]}
		with input as _with({"agreement": {"expires": "2026-11-20"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(agreement.observations) == {["lab", "fail"]}
		with input as _with({"agreement": {"expires": "2026-11-19"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_agreement_that_is_signed_and_still_negotiated_fails if {
	testing.told(agreement.observations) == {["lab", "fail"]}
		with input as _with({"agreement": {"status": "negotiating"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
