package policies.fedramp.evaluated_in_time_test

import data.policies.fedramp.evaluated_in_time
import data.policies.lib.testing

_params := {
	"max-evaluation-days": 5,
	"vulnerability-rules-from": "2026-12-07",
	"vulnerability-rules-term": ["2026-07-04", "2027-03-07"],
}

_now := time.parse_rfc3339_ns("2027-01-20T00:00:00Z")

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal"],
	"findings": findings,
}

_cve := {
	"id": "CVE-1",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "portal",
	"first_seen": "2027-01-10T00:00:00Z",
	"evaluated": "2027-01-12T00:00:00Z",
	"pain": 3,
	"internet_reachable": false,
	"likely_exploitable": false,
}

_with(changes) := _scan([object.union(_cve, changes)])

_without(names) := _scan([object.remove(_cve, names)])

_name := "CVE-1 in portal"

_kept := {[_name, "pass"], ["portal", "pass"]}

_late := {[_name, "fail"]}

_asked(scan, collected, params) := out if {
	out := evaluated_in_time.observations with input as scan
		with data.assay.params as params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as time.parse_rfc3339_ns(collected)
}

_told(scan) := testing.told(_asked(scan, "2027-01-18T00:00:00Z", _params))

test_pass_evaluated_in_time if {
	_told(_with({})) == _kept
	_told(_scan([])) == {["portal", "pass"]}
}

test_pass_repaired if {
	_told(_with({"status": "pass", "evaluated": "2027-01-17T00:00:00Z"})) == _kept
}

test_fail_evaluated_late if {
	_told(_with({"evaluated": "2027-01-17T00:00:00Z"})) == _late
	_told(_scan([object.remove(object.union(_cve, {"evaluated": "2027-01-17T00:00:00Z"}), ["pain"])])) == _late
}

test_fail_never_evaluated if {
	_told(_without(["evaluated"])) == _late
	_told(_without(["evaluated", "pain", "internet_reachable", "likely_exploitable"])) == _late
}

test_fail_says_how_long if {
	late := _asked(_with({"evaluated": "2027-01-17T12:00:00Z"}), "2027-01-18T00:00:00Z", _params)
	[seen.why | some seen in late] == ["evaluated after 7 days, 5 expected"]
	never := _asked(_without(["evaluated"]), "2027-01-18T12:00:00Z", _params)
	[seen.why | some seen in never] == ["not evaluated for 8 days, 5 expected"]
	aside := _asked(_with({"evaluated": "2027-01-17T12:00:00Z", "suppressed": true}), "2027-01-18T00:00:00Z", _params)
	some seen in aside
	seen.why == "evaluated after 7 days, 5 expected; set aside upstream, which is no waiver of ours"
}

test_pass_says_within_how_long if {
	some seen in _asked(_with({}), "2027-01-18T00:00:00Z", _params)
	seen.subject == _name
	seen.why == "evaluated within 5 days"
}

test_fail_is_of_the_part_that_was_examined if {
	some seen in _asked(_without(["evaluated"]), "2027-01-18T00:00:00Z", _params)
	seen.of == "portal in portal:1.4 by scanner"
}

test_pass_is_of_the_part_that_was_examined if {
	{seen.of | some seen in _asked(_with({}), "2027-01-18T00:00:00Z", _params)} == {"portal in portal:1.4 by scanner"}
}

test_fail_record_stands_for_its_target if {
	subjects := evaluated_in_time.subjects with input as _without(["evaluated"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	subjects == {_name}
}

test_skip_before_the_rules_are_in_force if {
	waiting := object.union(_params, {"vulnerability-rules-from": "2027-02-01"})
	testing.told(_asked(_scan([]), "2027-01-18T00:00:00Z", waiting)) == {["portal", "skip"]}
	every scan in [_with({}), _without(["evaluated"])] {
		testing.told(_asked(scan, "2027-01-18T00:00:00Z", waiting)) == {[_name, "skip"], ["portal", "skip"]}
	}
	every seen in _asked(_with({}), "2027-01-18T00:00:00Z", waiting) {
		seen.why == "the 2026 rules for vulnerabilities do not apply yet"
	}
}

test_skip_does_not_apply if {
	out := object.remove(object.union(_cve, {"status": "skip"}), ["evaluated"])
	_told(_scan([out])) == {[_name, "skip"], ["portal", "pass"]}
}

test_skip_tells_what_vex_says if {
	said := _with({"status": "skip", "vex": "fixed: VEX of vendor"})
	"fixed: VEX of vendor" in {seen.why | some seen in _asked(said, "2027-01-18T00:00:00Z", _params)}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	failed := object.union(_with({}), {"scan": {"ok": false}, "examined": []})
	shown_nothing := object.union(_with({}), {"scan": {"ok": true, "credentialed": false}})
	every params in [_params, object.union(_params, {"vulnerability-rules-from": "2027-02-01"})] {
		evaluated_in_time.subjects == {"portal:1.4", _name} with input as failed with data.assay.params as params
		_asked(failed, "2027-01-18T00:00:00Z", params) == set()
		_asked(shown_nothing, "2027-01-18T00:00:00Z", params) == set()
		_asked(object.union(_scan([]), {"scan": {"ok": false}}), "2027-01-18T00:00:00Z", params) == set()
	}
	evaluated_in_time.subjects == {"portal", _name} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_part_of_an_evaluation_is_undecided if {
	every fact in ["pain", "internet_reachable", "likely_exploitable"] {
		_told(_without([fact])) == set()
	}
}

test_unmatched_not_evaluated_yet_is_undecided if {
	_told(_scan([object.remove(object.union(_cve, {"first_seen": "2027-01-16T00:00:00Z"}), ["evaluated"])])) == set()
}

test_unmatched_without_the_day_of_the_detection_is_undecided if {
	_told(_without(["first_seen"])) == set()
	_told(_without(["first_seen", "evaluated"])) == set()
}

test_unmatched_undecided_record_stays_undecided if {
	_told(_with({"status": "undecided"})) == set()
	_told(_scan([object.remove(object.union(_cve, {"status": "undecided"}), ["evaluated"])])) == set()
}

test_malformed_evaluated_before_it_was_detected if {
	every day in ["2027-01-09T00:00:00Z", "2027-01-09T23:59:59Z"] {
		_told(_with({"evaluated": day})) == set()
	}
}

test_malformed_evaluated_after_the_collection if {
	_told(_with({"evaluated": "2027-01-19T00:00:00Z"})) == _late
	_told(_with({"first_seen": "2027-01-16T00:00:00Z", "evaluated": "2027-01-19T00:00:00Z"})) == set()
}

test_malformed_day_of_the_rules_is_none if {
	soon := object.union(_params, {"vulnerability-rules-from": "soon"})
	_asked(_with({}), "2027-01-18T00:00:00Z", soon) == set()
}

test_boundary_the_day_of_the_rules if {
	told := {"2027-01-20": _kept, "2027-01-21": {[_name, "skip"], ["portal", "skip"]}}
	every day, outcomes in told {
		params := object.union(_params, {"vulnerability-rules-from": day})
		testing.told(_asked(_with({}), "2027-01-18T00:00:00Z", params)) == outcomes
	}
}

test_boundary_days_to_the_evaluation if {
	told := {
		"2027-01-10T00:00:00Z": _kept,
		"2027-01-15T00:00:00Z": _kept,
		"2027-01-15T00:00:01Z": _late,
		"2027-01-15T01:00:00+01:00": _kept,
		"2027-01-14T20:00:00-05:00": _late,
	}
	every day, outcomes in told {
		_told(_with({"evaluated": day})) == outcomes
	}
}

test_boundary_days_without_one if {
	told := {"2027-01-15T00:00:00Z": set(), "2027-01-15T00:00:01Z": _late}
	every collected, outcomes in told {
		testing.told(_asked(_without(["evaluated"]), collected, _params)) == outcomes
	}
}

test_packages_have_names_of_their_own if {
	both := _scan([object.union(_cve, {"package": {"name": name, "version": "1"}}) | some name in ["a", "b"]])
	_told(both) == {["CVE-1 in a 1, portal", "pass"], ["CVE-1 in b 1, portal", "pass"], ["portal", "pass"]}
}
