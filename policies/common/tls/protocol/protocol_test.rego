package policies.common.tls.protocol_test

import data.policies.common.tls.protocol
import data.policies.lib.testing

_endpoint := {"id": "portal:443", "exposure": "internet", "encrypted": true}

_loopback := {"endpoints": [{"id": "localhost:8443", "exposure": "loopback", "encrypted": false}]}

_with(changes) := {"endpoints": [object.union(_endpoint, changes)]}

_params := {"approved-protocols": ["TLS1.2", "TLS1.3"], "weak-suite-marks": ["_CBC_", "_RC4_"]}

_strong := {"protocols": ["TLS1.3"], "ciphers": ["TLS_AES_256_GCM_SHA384"]}

test_pass_strong_endpoint if {
	testing.told(protocol.observations) == {["portal:443", "pass"]} with input as _with(_strong)
		with data.assay.params as _params
}

test_fail_plain_text if {
	testing.told(protocol.observations) == {["portal:443", "fail"]} with input as _with({"encrypted": false})
		with data.assay.params as _params
}

test_fail_old_protocol if {
	old := object.union(_strong, {"protocols": ["TLS1.0", "TLS1.2"]})
	testing.told(protocol.observations) == {["portal:443", "fail"]} with input as _with(old)
		with data.assay.params as _params
}

test_fail_weak_suite if {
	weak := object.union(_strong, {"ciphers": ["TLS_RSA_WITH_AES_128_CBC_SHA"]})
	testing.told(protocol.observations) == {["portal:443", "fail"]} with input as _with(weak)
		with data.assay.params as _params
}

test_skip_endpoint_on_loopback if {
	testing.told(protocol.observations) == {["localhost:8443", "skip"]} with input as _loopback
		with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	protocol.subjects == set() with input as {"endpoints": []} with data.assay.params as _params
	protocol.observations == set() with input as {"endpoints": []} with data.assay.params as _params
}

test_unmatched_endpoint_the_scanner_says_nothing_of_stays_undecided if {
	protocol.subjects == {"portal:443"} with input as _with({}) with data.assay.params as _params
	protocol.observations == set() with input as _with({}) with data.assay.params as _params
}

test_fail_weak_suite_in_small_letters if {
	weak := object.union(_strong, {"ciphers": ["tls_rsa_with_rc4_128_sha"]})
	testing.told(protocol.observations) == {["portal:443", "fail"]} with input as _with(weak)
		with data.assay.params as _params
}

test_unmatched_suite_by_another_name_stays_undecided if {
	every suite in ["ECDHE-RSA-AES128-SHA", "RC4-SHA"] {
		other := object.union(_strong, {"ciphers": ["TLS_AES_256_GCM_SHA384", suite]})
		protocol.observations == set() with input as _with(other) with data.assay.params as _params
	}
}

test_malformed_endpoint_that_lists_none_of_a_sort_stays_undecided if {
	every list in ["protocols", "ciphers"] {
		protocol.observations == set() with input as _with(object.union(_strong, {list: []}))
			with data.assay.params as _params
	}
}

test_unmatched_endpoint_not_known_to_be_encrypted_stays_undecided if {
	protocol.observations == set() with input as _with(object.union(_strong, {"encrypted": null}))
		with data.assay.params as _params
}
