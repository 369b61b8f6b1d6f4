package policies.common.iam.usage_watched_test

import data.policies.common.iam.usage_watched
import data.policies.lib.testing

_good := {
	"id": "ana",
	"type": "person",
	"interactive": true,
	"enabled": true,
	"privileged": true,
	"mfa_devices": 1,
	"usage_monitored": true,
	"usage_reported": true,
}

_all := ["monitored", "reported"]

_with(changes) := {"accounts": [object.union(_good, changes)]}

_without(member) := {"accounts": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"usage-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(usage_watched.observations) == {["ana", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["monitored", {"usage_monitored": false}],
		["reported", {"usage_reported": false}],
	] {
		testing.told(usage_watched.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(usage_watched.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(usage_watched.observations) == {["ana", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"usage_monitored": null},
		{"usage_reported": null},
	] {
		usage_watched.subjects == {"ana"} with input as _with(changes)
		testing.told(usage_watched.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["usage_monitored", "usage_reported"] {
		usage_watched.subjects == {"ana"} with input as _without(member)
		testing.told(usage_watched.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"usage_monitored": false, "usage_reported": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"enabled": false},
		{"privileged": false},
		{"privileged": false, "enabled": false},
	] {
		testing.told(usage_watched.observations) == {["ana", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(usage_watched.observations) == {["ana", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": []}

test_empty_evidence_gives_no_subject if {
	usage_watched.subjects == set() with input as _with_none
	testing.told(usage_watched.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"enabled": null},
		{"privileged": null},
	] {
		not ["ana", "pass"] in testing.told(usage_watched.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(usage_watched.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
