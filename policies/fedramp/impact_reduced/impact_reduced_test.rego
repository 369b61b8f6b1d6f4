package policies.fedramp.impact_reduced_test

import data.policies.fedramp.impact_reduced
import data.policies.lib.testing

# Class D, as far as the tests need numbers of their own: no two are equal.
_hours := {
	5: {"reachable": 12, "inside": 24, "unlikely": 192},
	4: {"reachable": 48, "inside": 193, "unlikely": 768},
	3: {"reachable": 194, "inside": 384, "unlikely": 1536},
	2: {"reachable": 576, "inside": 2304, "unlikely": 4608},
}

_params := object.union(
	{
		"vulnerability-rules-from": "2026-12-07",
		"vulnerability-rules-term": ["2026-07-04", "2027-03-07"],
	},
	{sprintf("reduce-n%d-%s-hours", [rating, reach]): hours |
		some rating, cells in _hours
		some reach, hours in cells
	},
)

_collected := time.parse_rfc3339_ns("2027-01-10T12:00:00Z")

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal"],
	"findings": findings,
}

_cve := {
	"id": "CVE-1",
	"severity": "low",
	"status": "fail",
	"suppressed": false,
	"target": "portal",
	"evaluated": "2027-01-10T00:00:00Z",
	"pain": 5,
	"internet_reachable": true,
	"likely_exploitable": true,
}

_with(changes) := _scan([object.union(_cve, changes)])

_without(names) := _scan([object.remove(_cve, names)])

_name := "CVE-1 in portal"

_kept := {[_name, "pass"], ["portal", "pass"]}

_late := {[_name, "fail"]}

_asked(scan, at, params) := out if {
	out := impact_reduced.observations with input as scan
		with data.assay.params as params
		with data.assay.now as time.parse_rfc3339_ns(at)
		with data.assay.evidence.collected_ns as _collected
}

_told(scan, at) := testing.told(_asked(scan, at, _params))

_noon := "2027-01-10T12:00:00Z"

_much_later := "2028-01-01T00:00:00Z"

test_pass_within_its_time if {
	_told(_with({}), _noon) == _kept
	_told(_scan([]), _noon) == {["portal", "pass"]}
}

test_fail_beyond_its_time if {
	_told(_with({}), "2027-01-11T00:00:00Z") == _late
}

test_pass_of_n1_no_time_is_set if {
	_told(_with({"pain": 1}), _much_later) == _kept
	some seen in _asked(_with({"pain": 1}), _much_later, _params)
	seen.why == "rated N1, for which no time is set"
}

test_pass_fully_mitigated if {
	_told(_with({"mitigated": "2027-01-10T06:00:00Z"}), _much_later) == _kept
	mitigated := object.union(_cve, {"mitigated": "2027-01-10T06:00:00Z"})
	_told(_scan([object.remove(mitigated, ["evaluated"])]), _much_later) == _kept
	some seen in _asked(_with({"mitigated": "2027-01-10T06:00:00Z"}), _much_later, _params)
	seen.why == "fully mitigated"
}

test_pass_repaired if {
	_told(_with({"status": "pass"}), _much_later) == _kept
	_told(_with({"status": "pass", "mitigated": "2027-01-10T06:00:00Z"}), _much_later) == _kept
}

test_fail_says_how_long if {
	late := _asked(_with({}), "2027-01-11T00:30:00Z", _params)
	[seen.why | some seen in late] == ["rated N5 for 24 hours, 12 expected"]
	aside := _asked(_with({"suppressed": true}), "2027-01-11T00:30:00Z", _params)
	some seen in aside
	seen.why == "rated N5 for 24 hours, 12 expected; set aside upstream, which is no waiver of ours"
}

test_pass_says_how_much_is_used if {
	some seen in _asked(_with({}), "2027-01-10T11:30:00Z", _params)
	seen.subject == _name
	seen.why == "11 of 12 hours used"
}

test_fail_is_of_the_part_that_was_examined if {
	some seen in _asked(_with({}), _much_later, _params)
	seen.of == "portal in portal:1.4 by scanner"
}

test_pass_is_of_the_part_that_was_examined if {
	{seen.of | some seen in _asked(_with({}), _noon, _params)} == {"portal in portal:1.4 by scanner"}
}

test_fail_record_stands_for_its_target if {
	subjects := impact_reduced.subjects with input as _with({})
		with data.assay.params as _params
		with data.assay.now as time.parse_rfc3339_ns(_much_later)
		with data.assay.evidence.collected_ns as _collected
	subjects == {_name}
}

test_skip_before_the_rules_are_in_force if {
	waiting := object.union(_params, {"vulnerability-rules-from": "2027-02-01"})
	testing.told(_asked(_scan([]), _noon, waiting)) == {["portal", "skip"]}
	every scan in [_with({}), _with({"mitigated": "2027-01-10T06:00:00Z"}), _without(["evaluated"])] {
		testing.told(_asked(scan, "2027-01-20T00:00:00Z", waiting)) == {[_name, "skip"], ["portal", "skip"]}
	}
	{seen.why | some seen in _asked(_with({}), _noon, waiting)} == {"the 2026 rules for vulnerabilities do not apply yet"}
}

test_skip_does_not_apply if {
	_told(_with({"status": "skip"}), _much_later) == {[_name, "skip"], ["portal", "pass"]}
}

test_skip_tells_what_vex_says if {
	said := _with({"status": "skip", "vex": "fixed: VEX of vendor"})
	"fixed: VEX of vendor" in {seen.why | some seen in _asked(said, _noon, _params)}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	failed := object.union(_with({}), {"scan": {"ok": false}, "examined": []})
	shown_nothing := object.union(_with({}), {"scan": {"ok": true, "credentialed": false}})
	every params in [_params, object.union(_params, {"vulnerability-rules-from": "2027-02-01"})] {
		impact_reduced.subjects == {"portal:1.4", _name} with input as failed with data.assay.params as params
		_asked(failed, _noon, params) == set()
		_asked(shown_nothing, _noon, params) == set()
		_asked(object.union(_scan([]), {"scan": {"ok": false}}), _noon, params) == set()
	}
	impact_reduced.subjects == {"portal", _name} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _collected
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_the_time_depends_on_is_missing if {
	every fact in ["evaluated", "pain", "internet_reachable", "likely_exploitable"] {
		every at in [_noon, _much_later] {
			_told(_without([fact]), at) == set()
		}
	}
	every at in [_noon, _much_later] {
		_told(_scan([object.remove(object.union(_cve, {"pain": 1}), ["evaluated"])]), at) == set()
	}
}

test_unmatched_reach_says_nothing_of_what_is_not_evaluated if {
	unknown := object.remove(object.union(_cve, {"internet_reachable": false}), ["likely_exploitable"])
	every at in [_noon, _much_later] {
		_told(_scan([unknown]), at) == set()
	}
}

test_unmatched_undecided_record_stays_undecided if {
	every changes in [{}, {"pain": 1}, {"mitigated": "2027-01-10T06:00:00Z"}] {
		every at in [_noon, _much_later] {
			_told(_with(object.union(changes, {"status": "undecided"})), at) == set()
		}
	}
}

test_malformed_evaluated_after_the_collection if {
	every changes in [{}, {"pain": 1}] {
		later := _with(object.union(changes, {"evaluated": "2027-01-10T12:00:01Z"}))
		every at in ["2027-01-10T12:30:00Z", _much_later] {
			_told(later, at) == set()
		}
	}
}

test_malformed_mitigated_after_the_collection_is_a_plan if {
	_told(_with({"mitigated": "2027-01-10T12:00:01Z"}), _much_later) == _late
	_told(_with({"mitigated": _noon}), _much_later) == _kept
}

test_malformed_mitigated_before_it_was_there if {
	every case in [
		["2027-01-10T06:00:00Z", _kept],
		["2027-01-10T06:00:01Z", _late],
	] {
		_told(_with({"first_seen": case[0], "mitigated": "2027-01-10T06:00:00Z"}), _much_later) == case[1]
	}
}

test_malformed_day_of_the_rules_is_none if {
	testing.told(_asked(_with({}), _noon, object.union(_params, {"vulnerability-rules-from": "soon"}))) == set()
}

test_boundary_the_day_of_the_rules if {
	told := {"2027-01-10": _kept, "2027-01-11": {[_name, "skip"], ["portal", "skip"]}}
	every day, outcomes in told {
		testing.told(_asked(_with({}), _noon, object.union(_params, {"vulnerability-rules-from": day}))) == outcomes
	}
}

_marks := {
	"reachable": [{"internet_reachable": true, "likely_exploitable": true}],
	"inside": [{"internet_reachable": false, "likely_exploitable": true}],
	"unlikely": [{"internet_reachable": reachable, "likely_exploitable": false} | some reachable in [true, false]],
}

test_boundary_hours_by_rating_reach_and_likelihood if {
	evaluated := time.parse_rfc3339_ns(_cve.evaluated)
	every rating, cells in _hours {
		every reach, hours in cells {
			every marks in _marks[reach] {
				scan := _with(object.union(marks, {"pain": rating}))
				testing.told(impact_reduced.observations) == _kept with input as scan
					with data.assay.params as _params
					with data.assay.now as evaluated + (hours * 3600000000000)
					with data.assay.evidence.collected_ns as _collected
				testing.told(impact_reduced.observations) == _late with input as scan
					with data.assay.params as _params
					with data.assay.now as (evaluated + (hours * 3600000000000)) + 1
					with data.assay.evidence.collected_ns as _collected
			}
		}
	}
}

test_boundary_offsets_of_time_zones if {
	told := {"2027-01-10T01:00:00+01:00": _kept, "2027-01-10T00:59:59+01:00": _late, "2027-01-09T19:00:00-05:00": _kept}
	every evaluated, outcomes in told {
		_told(_with({"evaluated": evaluated}), _noon) == outcomes
	}
}

test_pass_what_is_not_likely_exploited_need_not_be_reachable if {
	unlikely := object.remove(object.union(_cve, {"likely_exploitable": false}), ["internet_reachable"])
	_told(_scan([unlikely]), _noon) == _kept
}

test_packages_have_names_of_their_own if {
	both := _scan([object.union(_cve, {"package": {"name": name, "version": "1"}}) | some name in ["a", "b"]])
	_told(both, _noon) == {["CVE-1 in a 1, portal", "pass"], ["CVE-1 in b 1, portal", "pass"], ["portal", "pass"]}
}
