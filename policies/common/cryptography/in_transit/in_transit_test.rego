package policies.common.cryptography.in_transit_test

import data.policies.common.cryptography.in_transit
import data.policies.lib.testing

_id := "portal:443"

_endpoint := {"id": "portal:443", "exposure": "internet", "encrypted": true}

_loopback := {"endpoints": [{"id": "localhost:8443", "exposure": "loopback", "encrypted": false}]}

_with(changes) := {"endpoints": [object.union(_endpoint, changes)]}

_module(status, certificate) := {"module": {"name": "OpenSSL FIPS 3.0.9", "status": status, "certificate": certificate}}

test_pass_active_certificate if {
	testing.told(in_transit.observations) == {[_id, "pass"]} with input as _with(_module("active", "4282"))
}

test_fail_not_validated if {
	testing.told(in_transit.observations) == {[_id, "fail"]} with input as _with(_module("none", null))
}

test_fail_validation_has_lapsed if {
	every status in ["historical", "revoked"] {
		testing.told(in_transit.observations) == {[_id, "fail"]} with input as _with(_module(status, "1747"))
	}
}

test_fail_not_encrypted_at_all if {
	testing.told(in_transit.observations) == {[_id, "fail"]} with input as _with({"encrypted": false, "module": null})
}

test_skip_endpoint_on_loopback if {
	testing.told(in_transit.observations) == {["localhost:8443", "skip"]} with input as _loopback
}

test_empty_evidence_gives_no_subject if {
	in_transit.subjects == set() with input as {"endpoints": []}
	in_transit.observations == set() with input as {"endpoints": []}
}

test_unmatched_unknown_module_stays_undecided if {
	in_transit.subjects == {_id} with input as _with({"module": null})
	in_transit.observations == set() with input as _with({"module": null})
}

test_unmatched_active_without_a_certificate_number_stays_undecided if {
	in_transit.observations == set() with input as _with(_module("active", null))
}

test_malformed_module_of_an_endpoint_not_known_to_be_encrypted_stays_undecided if {
	in_transit.observations == set()
		with input as _with(object.union(_module("active", "4282"), {"encrypted": null}))
}
