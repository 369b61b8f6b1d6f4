package policies.common.collaboration.remote_activation_test

import data.policies.common.collaboration.remote_activation
import data.policies.lib.testing

_with(changes) := {"devices": [object.union({"id": "x", "active": true}, changes)], "voice_services": []}

_params := {"activation-exceptions": "none"}

_lenient := {"activation-exceptions": "approved"}

_remote(on, approved) := _with({"remote_activation": on, "exception_approved": approved})

test_pass_cannot if {
	testing.told(remote_activation.observations) == {["x", "pass"]}
		with input as _remote(false, null)
		with data.assay.params as _params
	testing.told(remote_activation.observations) == {["x", "pass"]}
		with input as _remote(false, false)
		with data.assay.params as _lenient
}

test_pass_approved_exception_where_there_may_be_one if {
	testing.told(remote_activation.observations) == {["x", "pass"]}
		with input as _remote(true, true)
		with data.assay.params as _lenient
}

test_fail_can if {
	testing.told(remote_activation.observations) == {["x", "fail"]}
		with input as _remote(true, true)
		with data.assay.params as _params
	testing.told(remote_activation.observations) == {["x", "fail"]}
		with input as _remote(true, false)
		with data.assay.params as _params
	testing.told(remote_activation.observations) == {["x", "fail"]}
		with input as _remote(true, null)
		with data.assay.params as _lenient
	testing.told(remote_activation.observations) == {["x", "fail"]}
		with input as _remote(true, false)
		with data.assay.params as _lenient
}

test_malformed_not_known if {
	testing.told(remote_activation.observations) == set()
		with input as _remote(null, null)
		with data.assay.params as _params
}

test_skip_not_in_use if {
	every on in [true, false] {
		testing.told(remote_activation.observations) == {["x", "skip"]}
			with input as _with({"active": false, "remote_activation": on, "exception_approved": on})
			with data.assay.params as _lenient
		testing.told(remote_activation.observations) == {["x", "skip"]}
			with input as _with({"active": false, "remote_activation": on})
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	remote_activation.subjects == set() with input as {"devices": [], "voice_services": []}
	testing.told(remote_activation.observations) == set()
		with input as {"devices": [], "voice_services": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	remote_activation.subjects == {"x"} with input as _with({})
	testing.told(remote_activation.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
