package policies.common.sign_in.profiles_test

import data.policies.common.sign_in.profiles
import data.policies.lib.testing

_good := {"id": "oidc", "in_use": true, "conforms": true}

_all := ["conforming"]

_with(changes) := object.union({"places": []}, {"profiles": [object.union(_good, changes)]})

_without(member) := object.union({"places": []}, {"profiles": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(profiles.observations) == {["oidc", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"conforms": false},
	] {
		testing.told(profiles.observations) == {["oidc", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"conforms": null},
	] {
		profiles.subjects == {"oidc"} with input as _with(changes)
		testing.told(profiles.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["conforms"] {
		profiles.subjects == {"oidc"} with input as _without(member)
		testing.told(profiles.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"conforms": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"in_use": false}] {
		testing.told(profiles.observations) == {["oidc", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(profiles.observations) == {["oidc", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": [], "profiles": []}

test_empty_evidence_gives_no_subject if {
	profiles.subjects == set() with input as _with_none
	testing.told(profiles.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"conforms": null},
	] {
		not ["oidc", "pass"] in testing.told(profiles.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
