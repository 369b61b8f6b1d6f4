package policies.common.network.devices_authenticated_test

import data.policies.common.network.devices_authenticated
import data.policies.lib.testing

_good := {
	"id": "wifi",
	"medium": "wireless",
	"active": true,
	"device_authentication": "certificate",
}

_all := ["by a method of its own"]

_with(changes) := {"networks": [object.union(_good, changes)]}

_without(member) := {"networks": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"device-authentication-methods": ["certificate", "hardware-key"]}

test_pass_everything_asked_for if {
	every changes in [{}, {"device_authentication": "hardware-key", "medium": "wired"}] {
		testing.told(devices_authenticated.observations) == {["wifi", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"device_authentication": "shared-secret"},
		{"device_authentication": "address"},
		{"device_authentication": "none"},
	] {
		testing.told(devices_authenticated.observations) == {["wifi", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"device_authentication": "unknown"},
	] {
		devices_authenticated.subjects == {"wifi"} with input as _with(changes)
		testing.told(devices_authenticated.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["device_authentication"] {
		devices_authenticated.subjects == {"wifi"} with input as _without(member)
		testing.told(devices_authenticated.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"device_authentication": "shared-secret"}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"active": false}] {
		testing.told(devices_authenticated.observations) == {["wifi", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(devices_authenticated.observations) == {["wifi", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"networks": []}

test_empty_evidence_gives_no_subject if {
	devices_authenticated.subjects == set() with input as _with_none
	testing.told(devices_authenticated.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"device_authentication": "unknown", "user_authentication": "individual"},
	] {
		not ["wifi", "pass"] in testing.told(devices_authenticated.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
