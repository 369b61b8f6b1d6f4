package policies.common.collaboration.voice_test

import data.policies.common.collaboration.voice
import data.policies.lib.testing

_with(changes) := {"devices": [], "voice_services": [object.union({"id": "x", "active": true}, changes)]}

_params := {"voice-parts": ["controlled", "monitored"]}

_good := {"authorized": true, "restricted": true, "monitored": true}

test_pass_both if {
	testing.told(voice.observations) == {["x", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"authorized": false}, {"restricted": false}, {"monitored": false}] {
		testing.told(voice.observations) == {["x", "fail"]}
			with input as _with(object.union(_good, weakness))
			with data.assay.params as _params
	}
}

test_pass_only_what_is_asked_for if {
	testing.told(voice.observations) == {["x", "pass"]}
		with input as _with(object.union(_good, {"monitored": false}))
		with data.assay.params as {"voice-parts": ["controlled"]}
	every weak in [{"authorized": false}, {"restricted": false}] {
		testing.told(voice.observations) == {["x", "pass"]}
			with input as _with(object.union(_good, weak))
			with data.assay.params as {"voice-parts": ["monitored"]}
	}
}

test_malformed_what_is_not_known_stays_undecided if {
	every change in [{"authorized": null}, {"restricted": null}, {"monitored": null}] {
		testing.told(voice.observations) == set()
			with input as _with(object.union(_good, change))
			with data.assay.params as _params
	}
}

test_skip_not_in_use if {
	testing.told(voice.observations) == {["x", "skip"]}
		with input as _with(object.union(_good, {"active": false}))
		with data.assay.params as _params
	testing.told(voice.observations) == {["x", "skip"]}
		with input as _with({"active": false, "authorized": false, "restricted": false, "monitored": false})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	voice.subjects == set() with input as {"devices": [], "voice_services": []}
	testing.told(voice.observations) == set()
		with input as {"devices": [], "voice_services": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	voice.subjects == {"x"} with input as _with({})
	testing.told(voice.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
