package policies.common.host.wireless_off_test

import data.policies.common.host.wireless_off
import data.policies.lib.testing

_good := {"id": "wlan0", "type": "wifi", "enabled": false, "intended": false}

_all := ["switched off"]

_with(changes) := object.union(
	{
		"collected_at": "2026-11-18T00:00:00Z",
		"host": {
			"name": "web-1",
			"os": {"family": "linux", "name": "debian", "version": "12"},
		},
	},
	{"wireless": [object.union(_good, changes)]},
)

_without(member) := object.union(
	{
		"collected_at": "2026-11-18T00:00:00Z",
		"host": {
			"name": "web-1",
			"os": {"family": "linux", "name": "debian", "version": "12"},
		},
	},
	{"wireless": [object.remove(_good, [member])]},
)

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(wireless_off.observations) == {["wlan0", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"enabled": true},
	] {
		testing.told(wireless_off.observations) == {["wlan0", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"enabled": null},
	] {
		wireless_off.subjects == {"wlan0"} with input as _with(changes)
		testing.told(wireless_off.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["intended"] {
		wireless_off.subjects == {"wlan0"} with input as _without(member)
		testing.told(wireless_off.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"enabled": true}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"intended": true}] {
		testing.told(wireless_off.observations) == {["wlan0", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(wireless_off.observations) == {["wlan0", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {
		"name": "web-1",
		"os": {"family": "linux", "name": "debian", "version": "12"},
	},
	"wireless": [],
}

test_empty_evidence_gives_no_subject if {
	wireless_off.subjects == set() with input as _with_none
	testing.told(wireless_off.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"intended": null},
	] {
		not ["wlan0", "pass"] in testing.told(wireless_off.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
