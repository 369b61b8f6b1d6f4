package policies.common.mail.spam_stopped_test

import data.policies.common.mail.spam_stopped
import data.policies.lib.testing

_gateway := {"id": "x", "active": true, "directions": ["inbound"]}

_with(changes) := {"gateways": [object.union(_gateway, changes)]}

_params := {"mail-directions": ["inbound"], "spam-parts": ["detect", "act"]}

_filter(detects, action) := _with({"detects_spam": detects, "action": action})

test_pass_detects_and_acts if {
	every action in ["tag", "quarantine", "reject"] {
		testing.told(spam_stopped.observations) == {["x", "pass"]}
			with input as _filter(true, action)
			with data.assay.params as _params
	}
}

test_fail_each_weakness_alone if {
	testing.told(spam_stopped.observations) == {["x", "fail"]}
		with input as _filter(false, "reject")
		with data.assay.params as _params
	testing.told(spam_stopped.observations) == {["x", "fail"]}
		with input as _filter(true, "none")
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(spam_stopped.observations) == {["x", "pass"]}
		with input as _filter(true, "none")
		with data.assay.params as {"mail-directions": ["inbound"], "spam-parts": ["detect"]}
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(spam_stopped.observations) == set()
		with input as _filter(null, "reject")
		with data.assay.params as _params
	every part in ["detect", "act"] {
		testing.told(spam_stopped.observations) == set()
			with input as _filter(null, "reject")
			with data.assay.params as {"mail-directions": ["inbound"], "spam-parts": [part]}
	}
	testing.told(spam_stopped.observations) == set()
		with input as _filter(true, "unknown")
		with data.assay.params as _params
}

test_skip_no_mail_or_another_direction if {
	testing.told(spam_stopped.observations) == {["x", "skip"]}
		with input as _with({"active": false, "detects_spam": false, "action": "none"})
		with data.assay.params as _params
	testing.told(spam_stopped.observations) == {["x", "skip"]}
		with input as _with({"directions": ["outbound"], "detects_spam": false, "action": "none"})
		with data.assay.params as _params
	testing.told(spam_stopped.observations) == {["x", "skip"]}
		with input as _with({"directions": [], "detects_spam": false})
		with data.assay.params as _params
}

test_fail_of_both_directions if {
	testing.told(spam_stopped.observations) == {["x", "fail"]}
		with input as _with({"directions": ["outbound", "inbound"], "detects_spam": false})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	spam_stopped.subjects == set() with input as {"gateways": []}
	testing.told(spam_stopped.observations) == set()
		with input as {"gateways": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	spam_stopped.subjects == {"x"} with input as _with({})
	testing.told(spam_stopped.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
