package policies.common.tls.issuer_test

import data.policies.common.tls.issuer
import data.policies.lib.testing

_endpoint := {"id": "x", "exposure": "internet", "encrypted": true}

_with(changes) := {"endpoints": [object.union(_endpoint, changes)]}

_certificate(approved) := {"certificate": {
	"trusted": true,
	"not_after": "2027-01-01T00:00:00Z",
	"approved_issuer": approved,
}}

test_pass_approved if {
	testing.told(issuer.observations) == {["x", "pass"]}
		with input as _with(_certificate(true))
}

test_fail_not_approved if {
	testing.told(issuer.observations) == {["x", "fail"]}
		with input as _with(_certificate(false))
}

test_malformed_not_known_or_no_certificate if {
	testing.told(issuer.observations) == set()
		with input as _with(_certificate(null))
	testing.told(issuer.observations) == set()
		with input as _with({"certificate": null})
}

test_skip_loopback if {
	every approved in [true, false] {
		testing.told(issuer.observations) == {["x", "skip"]}
			with input as _with(object.union(_certificate(approved), {"exposure": "loopback"}))
	}
}

test_empty_list_has_no_subject if {
	issuer.subjects == set() with input as {"endpoints": []}
	testing.told(issuer.observations) == set()
		with input as {"endpoints": []}
}

test_unmatched_what_says_nothing_stays_undecided if {
	issuer.subjects == {"x"} with input as _with({})
	testing.told(issuer.observations) == set()
		with input as _with({})
}
