package policies.common.changes.board_test

import data.policies.common.changes.board
import data.policies.lib.testing

_with(changes) := {
	"period": {"from": "2026-11-01", "to": "2026-11-18"},
	"changes": [],
	"boards": [object.union({"name": "board", "active": true, "represents": ["operations", "security"]}, changes)],
}

_parts(names) := {"board-parts": names}

test_pass_the_part_asked_for_is_there if {
	testing.told(board.observations) == {["board", "pass"]}
		with input as _with({})
		with data.assay.params as _parts(["security"])
}

test_fail_a_part_is_missing if {
	testing.told(board.observations) == {["board", "fail"]}
		with input as _with({})
		with data.assay.params as _parts(["privacy"])
	testing.told(board.observations) == {["board", "fail"]}
		with input as _with({})
		with data.assay.params as _parts(["security", "privacy"])
	testing.told(board.observations) == {["board", "fail"]}
		with input as _with({"represents": []})
		with data.assay.params as _parts(["security"])
}

test_skip_body_that_decides_no_longer if {
	testing.told(board.observations) == {["board", "skip"]}
		with input as _with({"active": false})
		with data.assay.params as _parts(["security"])
	testing.told(board.observations) == {["board", "skip"]}
		with input as _with({"active": false})
		with data.assay.params as _parts(["privacy"])
}

test_empty_log_names_no_body if {
	silent := object.remove(_with({}), ["boards"])
	board.subjects == set() with input as silent
	testing.told(board.observations) == set()
		with input as silent
		with data.assay.params as _parts(["security"])
}

test_unmatched_body_without_parameters_stays_undecided if {
	board.subjects == {"board"} with input as _with({})
	board.observations == set() with input as _with({}) with data.assay.params as {}
}

test_malformed_active_and_nobody_in_it if {
	every evidence in [_with({"represents": [], "met_on": "2026-11-18"}), _with({"represents": []})] {
		testing.told(board.observations) == {["board", "fail"]}
			with input as evidence
			with data.assay.params as _parts(["security"])
	}
}
