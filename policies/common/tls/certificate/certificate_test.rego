package policies.common.tls.certificate_test

import data.policies.common.tls.certificate
import data.policies.lib.testing

_endpoint := {"id": "portal:443", "exposure": "internet", "encrypted": true}

_loopback := {"endpoints": [{"id": "localhost:8443", "exposure": "loopback", "encrypted": false}]}

_with(changes) := {"endpoints": [object.union(_endpoint, changes)]}

_params := {"min-certificate-days": 14}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_certificate := {"trusted": true, "not_after": "2027-03-01T00:00:00Z"}

test_pass_trusted_and_valid if {
	testing.told(certificate.observations) == {["portal:443", "pass"]} with input as _with({"certificate": _certificate})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_no_certificate if {
	testing.told(certificate.observations) == {["portal:443", "fail"]} with input as _with({"certificate": null})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_untrusted if {
	untrusted := object.union(_certificate, {"trusted": false})
	testing.told(certificate.observations) == {["portal:443", "fail"]} with input as _with({"certificate": untrusted})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_ends_soon_or_has_ended if {
	every day in ["2026-11-30T00:00:00Z", "2026-10-01T00:00:00Z"] {
		ending := object.union(_certificate, {"not_after": day})
		testing.told(certificate.observations) == {["portal:443", "fail"]} with input as _with({"certificate": ending})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_skip_endpoint_on_loopback if {
	testing.told(certificate.observations) == {["localhost:8443", "skip"]} with input as _loopback
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_evidence_gives_no_subject if {
	certificate.subjects == set() with input as {"endpoints": []}
		with data.assay.params as _params
		with data.assay.now as _now
	certificate.observations == set() with input as {"endpoints": []}
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_endpoint_the_scanner_says_nothing_of_stays_undecided if {
	certificate.subjects == {"portal:443"} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
	certificate.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_boundary_days_that_are_left if {
	testing.told(certificate.observations) == {["portal:443", "pass"]}
		with input as _with({"certificate": object.union(_certificate, {"not_after": "2026-12-04T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
	testing.told(certificate.observations) == {["portal:443", "fail"]}
		with input as _with({"certificate": object.union(_certificate, {"not_after": "2026-12-03T23:59:59Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_malformed_endpoint_on_loopback_is_skipped_whatever_its_certificate if {
	every shown in [_certificate, null, {"trusted": false, "not_after": "2020-01-01T00:00:00Z"}] {
		testing.told(certificate.observations) == {["portal:443", "skip"]}
			with input as _with({"exposure": "loopback", "certificate": shown})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}
