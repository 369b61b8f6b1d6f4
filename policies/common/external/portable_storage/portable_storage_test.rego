package policies.common.external.portable_storage_test

import data.policies.common.external.portable_storage
import data.policies.lib.testing

_good := {
	"id": "payer",
	"operator": "Payer Ltd",
	"in_use": true,
	"uses": ["access", "store"],
	"portable_storage": "restricted",
}

_all := ["restricted"]

_with(changes) := {"systems": [object.union(_good, changes)]}

_without(member) := {"systems": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"portable_storage": "forbidden"}] {
		testing.told(portable_storage.observations) == {["payer", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"portable_storage": "unrestricted"},
	] {
		testing.told(portable_storage.observations) == {["payer", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"portable_storage": "unknown"},
	] {
		portable_storage.subjects == {"payer"} with input as _with(changes)
		testing.told(portable_storage.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["portable_storage"] {
		portable_storage.subjects == {"payer"} with input as _without(member)
		testing.told(portable_storage.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"portable_storage": "unrestricted"}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"in_use": false}] {
		testing.told(portable_storage.observations) == {["payer", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(portable_storage.observations) == {["payer", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"systems": []}

test_empty_evidence_gives_no_subject if {
	portable_storage.subjects == set() with input as _with_none
	testing.told(portable_storage.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"portable_storage": "unknown", "uses": []},
	] {
		not ["payer", "pass"] in testing.told(portable_storage.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
