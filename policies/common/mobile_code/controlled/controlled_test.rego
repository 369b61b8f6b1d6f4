package policies.common.mobile_code.controlled_test

import data.policies.common.mobile_code.controlled
import data.policies.lib.testing

_with(changes) := {"places": [object.union({"id": "x", "active": true, "technologies": []}, changes)]}

_params := {"mobile-code-parts": ["controlled", "monitored"], "unacceptable-mobile-code": ["flash"]}

_only(part) := object.union(_params, {"mobile-code-parts": [part]})

_code(use, authorized, monitored) := _with({
	"technologies": [{"name": "script", "use": use, "authorized": authorized}],
	"monitored": monitored,
})

_named(use) := _with({"technologies": [{"name": "flash", "use": use, "authorized": true}], "monitored": true})

test_pass_authorized_or_blocked_and_monitored if {
	every use in ["allowed", "restricted"] {
		testing.told(controlled.observations) == {["x", "pass"]}
			with input as _code(use, true, true)
			with data.assay.params as _params
	}
	testing.told(controlled.observations) == {["x", "pass"]}
		with input as _code("blocked", false, true)
		with data.assay.params as _params
	testing.told(controlled.observations) == {["x", "pass"]}
		with input as _named("blocked")
		with data.assay.params as _params
}

test_fail_not_authorized if {
	every use in ["allowed", "restricted"] {
		testing.told(controlled.observations) == {["x", "fail"]}
			with input as _code(use, false, true)
			with data.assay.params as _params
	}
}

test_fail_unacceptable_though_authorized if {
	every use in ["allowed", "restricted"] {
		testing.told(controlled.observations) == {["x", "fail"]}
			with input as _named(use)
			with data.assay.params as _params
	}
}

test_fail_not_monitored if {
	testing.told(controlled.observations) == {["x", "fail"]}
		with input as _code("blocked", false, false)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(controlled.observations) == {["x", "pass"]}
		with input as _code("allowed", true, false)
		with data.assay.params as _only("controlled")
	testing.told(controlled.observations) == {["x", "pass"]}
		with input as _code("allowed", false, true)
		with data.assay.params as _only("monitored")
	testing.told(controlled.observations) == {["x", "pass"]}
		with input as _named("allowed")
		with data.assay.params as _only("monitored")
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(controlled.observations) == set()
		with input as _code("unknown", true, true)
		with data.assay.params as _params
	testing.told(controlled.observations) == set()
		with input as _code("allowed", null, true)
		with data.assay.params as _params
	testing.told(controlled.observations) == set()
		with input as _code("allowed", true, null)
		with data.assay.params as _params
	testing.told(controlled.observations) == set()
		with input as _with({"technologies": [], "monitored": true})
		with data.assay.params as _params
}

test_skip_not_in_use if {
	every state in [true, false] {
		flash := {"name": "flash", "use": "allowed", "authorized": state}
		testing.told(controlled.observations) == {["x", "skip"]}
			with input as _with({"active": false, "technologies": [flash], "monitored": state})
			with data.assay.params as _params
	}
}

test_skip_not_in_use_whatever_it_allows if {
	good := {"active": false, "technologies": [{"name": "script", "use": "blocked"}], "monitored": true}
	testing.told(controlled.observations) == {["x", "skip"]}
		with input as _with(good)
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	controlled.subjects == set() with input as {"places": []}
	testing.told(controlled.observations) == set()
		with input as {"places": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	controlled.subjects == {"x"} with input as _with({})
	testing.told(controlled.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
