package policies.common.authenticators.protected_test

import data.policies.common.authenticators.protected
import data.policies.lib.testing

_good := {
	"id": "vault",
	"in_use": true,
	"contents": ["private-keys", "passwords"],
	"protection": "encrypted",
	"limited": true,
	"category": 2,
	"reaches_category": 2,
}

_all := ["category", "protection", "limited"]

_with(changes) := {"stores": [object.union(_good, changes)]}

_without(member) := {"stores": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"authenticator-contents": ["private-keys", "tokens"]}, {"store-safeguards": asked})

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"protection": "hardware", "category": 3},
		{"protection": "hashed", "contents": ["tokens"]},
	] {
		testing.told(protected.observations) == {["vault", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["category", {"category": 1}],
		["category", {"reaches_category": 3}],
		["protection", {"protection": "plain"}],
		["limited", {"limited": false}],
	] {
		testing.told(protected.observations) == {["vault", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(protected.observations) == {["vault", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(protected.observations) == {["vault", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"category": null},
		{"reaches_category": null},
		{"protection": "unknown"},
		{"limited": null},
	] {
		protected.subjects == {"vault"} with input as _with(changes)
		testing.told(protected.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["category", "reaches_category", "protection", "limited"] {
		protected.subjects == {"vault"} with input as _without(member)
		testing.told(protected.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"category": 1, "protection": "plain", "limited": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"in_use": false},
		{"contents": ["passwords"]},
		{"contents": []},
		{"contents": [], "in_use": false},
	] {
		testing.told(protected.observations) == {["vault", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(protected.observations) == {["vault", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"stores": []}

test_empty_evidence_gives_no_subject if {
	protected.subjects == set() with input as _with_none
	testing.told(protected.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"category": 1}, {["vault", "fail"]}],
		[{"category": 2}, {["vault", "pass"]}],
		[{"category": 3}, {["vault", "pass"]}],
	] {
		testing.told(protected.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"category": null, "reaches_category": null},
		{"limited": null},
	] {
		not ["vault", "pass"] in testing.told(protected.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(protected.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
