package policies.common.software.file_sharing_test

import data.policies.common.software.file_sharing
import data.policies.lib.testing

_host := {"id": "app-1", "active": true, "software": []}

_with(changes) := {"hosts": [object.union(_host, changes)]}

_params := {"file-sharing-programs": ["torrent"]}

test_pass_none if {
	testing.told(file_sharing.observations) == {["app-1", "pass"]}
		with input as _with({"software": [{"name": "openssl"}]})
		with data.assay.params as _params
}

test_fail_one_in_any_case if {
	every name in ["torrent", "qBitTorrent", "TORRENT client"] {
		testing.told(file_sharing.observations) == {["app-1", "fail"]}
			with input as _with({"software": [{"name": "openssl"}, {"name": name}]})
			with data.assay.params as _params
	}
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(file_sharing.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, {"active": false}))
			with data.assay.params as _params
	}
}

_all_right := {
	"execution_control": "allow-list",
	"execution_enforced": true,
	"users_install": false,
	"looked_on": "2026-11-18T00:00:00Z",
	"software": [{"name": "openssl", "authorized": true}],
}

_all_wrong := {
	"execution_control": "none",
	"execution_enforced": false,
	"users_install": true,
	"looked_on": "2026-01-01T00:00:00Z",
	"software": [{"name": "torrent", "authorized": false}],
}

test_skip_host_that_does_not_run_and_was_never_looked_at if {
	testing.told(file_sharing.observations) == {["app-1", "skip"]}
		with input as _with({"active": false, "looked_on": null})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	file_sharing.subjects == set() with input as {"hosts": []}
	testing.told(file_sharing.observations) == set()
		with input as {"hosts": []}
		with data.assay.params as _params
}

test_unmatched_host_that_says_nothing_stays_undecided if {
	file_sharing.subjects == {"app-1"} with input as _with({})
	testing.told(file_sharing.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_malformed_program_without_a_name if {
	pieces := [
		_with({"software": [{"name": " "}]}),
		_with({"software": [{"name": "openssl"}, {"name": " "}]}),
	]
	every evidence in pieces {
		testing.told(file_sharing.observations) == set()
			with input as evidence
			with data.assay.params as _params
	}
}
