package policies.common.wireless.protected_test

import data.policies.common.wireless.protected
import data.policies.lib.testing

_good := {
	"id": "wifi",
	"medium": "wireless",
	"active": true,
	"device_authentication": "certificate",
	"user_authentication": "none",
	"encryption": "wpa3",
}

_all := ["authentication", "encryption"]

_with(changes) := {"networks": [object.union(_good, changes)]}

_without(member) := {"networks": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"wireless-encryptions": ["wpa3", "wpa2-aes"]}, {"wireless-protections": asked})

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"user_authentication": "individual", "device_authentication": "none"},
		{"device_authentication": "hardware-key", "encryption": "wpa2-aes"},
		{"user_authentication": "individual", "device_authentication": "unknown"},
	] {
		testing.told(protected.observations) == {["wifi", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["authentication", {"device_authentication": "none", "user_authentication": "none"}],
		["authentication", {"device_authentication": "address", "user_authentication": "none"}],
		["encryption", {"encryption": "wep"}],
		["encryption", {"encryption": "wpa"}],
		["encryption", {"encryption": "wpa2-tkip"}],
		["encryption", {"encryption": "none"}],
	] {
		testing.told(protected.observations) == {["wifi", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(protected.observations) == {["wifi", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(protected.observations) == {["wifi", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"device_authentication": "unknown"},
		{"device_authentication": "shared-secret"},
		{"device_authentication": "none", "user_authentication": "shared-secret"},
		{"device_authentication": "none", "user_authentication": "unknown"},
		{"device_authentication": "unknown", "user_authentication": "unknown"},
		{"encryption": "unknown"},
	] {
		protected.subjects == {"wifi"} with input as _with(changes)
		testing.told(protected.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["device_authentication", "encryption"] {
		protected.subjects == {"wifi"} with input as _without(member)
		testing.told(protected.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"device_authentication": "none",
	"user_authentication": "none",
	"encryption": "wep",
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"medium": "wired"},
		{"medium": "remote", "active": false},
	] {
		testing.told(protected.observations) == {["wifi", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(protected.observations) == {["wifi", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"networks": []}

test_empty_evidence_gives_no_subject if {
	protected.subjects == set() with input as _with_none
	testing.told(protected.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"device_authentication": "address", "user_authentication": "shared-secret"},
		{"encryption": "unknown"},
	] {
		not ["wifi", "pass"] in testing.told(protected.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(protected.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
