package policies.common.network.flows_separated_test

import data.policies.common.network.flows_separated
import data.policies.lib.testing

_good := {"id": "guests", "applies": true, "method": "logical"}

_all := ["separated"]

_with(changes) := object.union({"boundaries": []}, {"separations": [object.union(_good, changes)]})

_without(member) := object.union({"boundaries": []}, {"separations": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"method": "physical"}] {
		testing.told(flows_separated.observations) == {["guests", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"method": "none"},
	] {
		testing.told(flows_separated.observations) == {["guests", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"method": "unknown"},
	] {
		flows_separated.subjects == {"guests"} with input as _with(changes)
		testing.told(flows_separated.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["method"] {
		flows_separated.subjects == {"guests"} with input as _without(member)
		testing.told(flows_separated.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"method": "none"}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"applies": false}] {
		testing.told(flows_separated.observations) == {["guests", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(flows_separated.observations) == {["guests", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"boundaries": [], "separations": []}

test_empty_evidence_gives_no_subject if {
	flows_separated.subjects == set() with input as _with_none
	testing.told(flows_separated.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"method": "unknown", "information": []},
	] {
		not ["guests", "pass"] in testing.told(flows_separated.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
