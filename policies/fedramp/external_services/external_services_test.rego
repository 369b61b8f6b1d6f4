package policies.fedramp.external_services_test

import data.policies.fedramp.external_services
import data.policies.lib.testing

_cloud := {
	"id": "cloud",
	"role": "cloud-provider",
	"handles": ["federal"],
	"agreement": {"status": "executed", "signed_on": "2025-02-01"},
}

_with(changes) := {"vendors": [object.union(_cloud, changes)]}

_params := {"accepted-authorizations": ["high", "moderate"]}

test_pass_accepted_standing if {
	testing.told(external_services.observations) == {["cloud", "pass"]} with input as _with({"fedramp": "moderate"})
		with data.assay.params as _params
}

test_fail_lower_standing if {
	testing.told(external_services.observations) == {["cloud", "fail"]} with input as _with({"fedramp": "low"})
		with data.assay.params as _params
}

test_skip_vendor_without_federal_information if {
	testing.told(external_services.observations) == {["cloud", "skip"]} with input as _with({"handles": ["none"]})
		with data.assay.params as _params
}

test_empty_without_vendors if {
	external_services.subjects == set() with input as {"vendors": []}
	external_services.observations == set() with input as {"vendors": []} with data.assay.params as _params
}

test_unmatched_unknown_standing_stays_undecided if {
	external_services.subjects == {"cloud"} with input as _with({})
	external_services.observations == set() with input as _with({}) with data.assay.params as _params
}

test_malformed_vendor_that_does_not_say_what_it_handles_is_judged if {
	testing.told(external_services.observations) == {["cloud", "pass"]}
		with input as _with({"handles": [], "fedramp": "moderate"})
		with data.assay.params as _params
	testing.told(external_services.observations) == {["cloud", "fail"]}
		with input as _with({"handles": [], "fedramp": "low"})
		with data.assay.params as _params
}
