package policies.common.external.sharing_test

import data.policies.common.external.sharing
import data.policies.lib.testing

_good := {"id": "folders", "active": true, "restrictions_shown": true, "aid": "labels"}

_all := ["restrictions", "aid"]

_with(changes) := object.union({"systems": []}, {"channels": [object.union(_good, changes)]})

_without(member) := object.union({"systems": []}, {"channels": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"sharing-aids": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(sharing.observations) == {["folders", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["restrictions", {"restrictions_shown": false}],
		["aid", {"aid": null}],
	] {
		testing.told(sharing.observations) == {["folders", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(sharing.observations) == {["folders", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(sharing.observations) == {["folders", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"restrictions_shown": null},
		{"aid": " "},
	] {
		sharing.subjects == {"folders"} with input as _with(changes)
		testing.told(sharing.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["restrictions_shown", "aid"] {
		sharing.subjects == {"folders"} with input as _without(member)
		testing.told(sharing.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"restrictions_shown": false, "aid": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"active": false}] {
		testing.told(sharing.observations) == {["folders", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(sharing.observations) == {["folders", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"systems": [], "channels": []}

test_empty_evidence_gives_no_subject if {
	sharing.subjects == set() with input as _with_none
	testing.told(sharing.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"aid": ""},
	] {
		not ["folders", "pass"] in testing.told(sharing.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(sharing.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
