package policies.common.remote.controlled_test

import data.policies.common.remote.controlled
import data.policies.lib.testing

_good := {
	"id": "vpn",
	"type": "vpn",
	"open": true,
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"first_used": "2026-03-02T09:00:00Z",
	"monitored": true,
	"controlled": true,
	"routed": true,
}

_all := ["monitored", "controlled", "routed"]

_with(changes) := {"ways": [object.union(_good, changes)]}

_without(member) := {"ways": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"remote-controls": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(controlled.observations) == {["vpn", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["monitored", {"monitored": false}],
		["controlled", {"controlled": false}],
		["routed", {"routed": false}],
	] {
		testing.told(controlled.observations) == {["vpn", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(controlled.observations) == {["vpn", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(controlled.observations) == {["vpn", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"monitored": null},
		{"controlled": null},
		{"routed": null},
	] {
		controlled.subjects == {"vpn"} with input as _with(changes)
		testing.told(controlled.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["monitored", "controlled", "routed"] {
		controlled.subjects == {"vpn"} with input as _without(member)
		testing.told(controlled.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"monitored": false, "controlled": false, "routed": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"open": false}] {
		testing.told(controlled.observations) == {["vpn", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(controlled.observations) == {["vpn", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"ways": []}

test_empty_evidence_gives_no_subject if {
	controlled.subjects == set() with input as _with_none
	testing.told(controlled.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"monitored": null, "controlled": null},
		{"routed": null},
	] {
		not ["vpn", "pass"] in testing.told(controlled.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(controlled.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
