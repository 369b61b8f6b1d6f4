package policies.common.proofing.carried_out_test

import data.policies.common.proofing.carried_out
import data.policies.lib.testing

_good := {
	"id": "ana",
	"needed": true,
	"level": 2,
	"required_level": 2,
	"unique": true,
	"presented": true,
	"collected": true,
	"validated": true,
	"verified": true,
	"method": "in-person",
	"address_confirmed": true,
}

_all := [
	"level",
	"unique",
	"presented",
	"collected",
	"validated",
	"verified",
	"method",
	"address",
]

_with(changes) := {"records": [object.union(_good, changes)]}

_without(member) := {"records": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"proofing-methods": ["in-person", "supervised-remote"]}, {"proofing-steps": asked})

test_pass_everything_asked_for if {
	every changes in [{}, {"level": 3}, {"method": "supervised-remote"}] {
		testing.told(carried_out.observations) == {["ana", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["level", {"level": 1}],
		["level", {"required_level": 3}],
		["unique", {"unique": false}],
		["presented", {"presented": false}],
		["collected", {"collected": false}],
		["validated", {"validated": false}],
		["verified", {"verified": false}],
		["method", {"method": "none"}],
		["method", {"method": "unsupervised-remote"}],
		["address", {"address_confirmed": false}],
	] {
		testing.told(carried_out.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(carried_out.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(carried_out.observations) == {["ana", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"level": null},
		{"required_level": null},
		{"unique": null},
		{"presented": null},
		{"collected": null},
		{"validated": null},
		{"verified": null},
		{"method": "unknown"},
		{"address_confirmed": null},
	] {
		carried_out.subjects == {"ana"} with input as _with(changes)
		testing.told(carried_out.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in [
		"level",
		"required_level",
		"unique",
		"presented",
		"collected",
		"validated",
		"verified",
		"method",
		"address_confirmed",
	] {
		carried_out.subjects == {"ana"} with input as _without(member)
		testing.told(carried_out.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"level": 1,
	"unique": false,
	"presented": false,
	"collected": false,
	"validated": false,
	"verified": false,
	"method": "none",
	"address_confirmed": false,
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"needed": false}] {
		testing.told(carried_out.observations) == {["ana", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(carried_out.observations) == {["ana", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"records": []}

test_empty_evidence_gives_no_subject if {
	carried_out.subjects == set() with input as _with_none
	testing.told(carried_out.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"level": 1}, {["ana", "fail"]}],
		[{"level": 2}, {["ana", "pass"]}],
		[{"level": 3}, {["ana", "pass"]}],
	] {
		testing.told(carried_out.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"level": null, "required_level": null},
		{"method": "unknown"},
	] {
		not ["ana", "pass"] in testing.told(carried_out.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(carried_out.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
