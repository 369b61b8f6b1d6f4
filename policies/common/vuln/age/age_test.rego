package policies.common.vuln.age_test

import data.policies.common.vuln.age
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "trivy"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal:1.4"],
	"findings": findings,
}

_broken(findings) := object.union(_scan(findings), {"scan": {"ok": false}, "examined": []})

_openssl := {
	"id": "CVE-2026-1000",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "portal:1.4",
	"package": {"name": "openssl", "version": "3.0.1"},
}

_with(changes) := _scan([object.union(_openssl, changes)])

_name := "CVE-2026-1000 in openssl 3.0.1, portal:1.4"

_params := {
	"remediation-critical-days": 30,
	"remediation-high-days": 30,
	"remediation-moderate-days": 90,
	"remediation-low-days": 180,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_target(outcome) := ["portal:1.4", outcome]

test_pass_nothing_found if {
	testing.told(age.observations) == {_target("pass")} with input as _scan([])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_pass_inside_its_time if {
	young := _with({"first_seen": "2026-11-01T00:00:00Z", "published": "2020-01-01T00:00:00Z"})
	testing.told(age.observations) == {_target("pass"), [_name, "pass"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
}

test_pass_repaired if {
	testing.told(age.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_overdue_since_it_was_first_seen if {
	old := _with({"first_seen": "2026-10-01T00:00:00Z"})
	testing.told(age.observations) == {[_name, "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_overdue_since_it_became_public if {
	old := _with({"published": "2026-10-01T00:00:00Z"})
	testing.told(age.observations) == {[_name, "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_set_aside_in_the_scanner_is_still_there if {
	aside := _with({"published": "2026-10-01T00:00:00Z", "suppressed": true})
	testing.told(age.observations) == {[_name, "fail"]} with input as aside
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_limit_depends_on_severity if {
	both := _scan([
		object.union(_openssl, {"severity": "low", "published": "2026-10-01T00:00:00Z"}),
		object.union(_openssl, {"id": "CVE-2", "severity": "critical", "published": "2026-10-01T00:00:00Z"}),
	])
	told := {[_name, "pass"], ["CVE-2 in openssl 3.0.1, portal:1.4", "fail"]}
	testing.told(age.observations) == told with input as both
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_does_not_apply if {
	testing.told(age.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"status": "skip"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_tells_what_vex_says if {
	said := _with({"status": "skip", "vex": "fixed: VEX of vendor", "published": "2020-01-01T00:00:00Z"})
	"fixed: VEX of vendor" in {seen.why | some seen in age.observations} with input as said
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_of_no_severity if {
	nothing := _with({"severity": "none", "published": "2020-01-01T00:00:00Z"})
	testing.told(age.observations) == {_target("pass"), [_name, "skip"]} with input as nothing
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_record_stands_for_its_target if {
	old := _with({"published": "2026-10-01T00:00:00Z"})
	age.subjects == {_name} with input as old with data.assay.params as _params with data.assay.now as _now
}

test_what_is_set_aside_upstream_says_so if {
	every date in ["2026-10-01T00:00:00Z", "2026-11-19T00:00:00Z"] {
		seen := age.observations with input as _with({"published": date, "suppressed": true})
			with data.assay.params as _params
			with data.assay.now as _now
		contains(concat("", {one.why | some one in seen}), "set aside upstream")
	}
}

_young := {"published": "2026-11-19T00:00:00Z"}

_old := {"published": "2026-10-01T00:00:00Z"}

_both(one, other) := _scan([object.union(_openssl, one), object.union(_openssl, other)])

test_fail_hides_behind_no_record_of_its_name if {
	every other in [_young, {"status": "pass"}, {"status": "skip"}, {"status": "undecided"}] {
		testing.told(age.observations) == {[_name, "fail"]} with input as _both(other, _old)
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_unmatched_undecided_record_hides_behind_no_record_of_its_name if {
	every other in [_young, {"status": "pass"}, {"status": "skip"}] {
		age.subjects == {_name, "portal:1.4"} with input as _both(other, {"status": "undecided"})
			with data.assay.params as _params
			with data.assay.now as _now
		age.observations == set() with input as _both(other, {"status": "undecided"})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_packages_in_two_places_have_names_of_their_own if {
	part := {"name": "lodash", "version": "4.17.20"}
	there := _both(
		{"package": object.union(part, {"path": "app/a"})},
		{"package": object.union(part, {"path": "app/b"})},
	)
	age.subjects == {
		"CVE-2026-1000 in lodash 4.17.20 (app/a), portal:1.4",
		"CVE-2026-1000 in lodash 4.17.20 (app/b), portal:1.4",
		"portal:1.4",
	} with input as there with data.assay.params as _params with data.assay.now as _now
}

test_empty_failed_scan_without_findings_examined_nothing if {
	age.subjects == {"portal:1.4"} with input as _broken([])
		with data.assay.params as _params
		with data.assay.now as _now
	age.observations == set() with input as _broken([]) with data.assay.params as _params with data.assay.now as _now

	# Not even where the evidence says that something was.
	claims := object.union(_broken([]), {"examined": ["portal:1.4"]})
	age.observations == set() with input as claims with data.assay.params as _params with data.assay.now as _now
}

test_unmatched_findings_without_a_date_or_severity_stay_undecided if {
	every change in [{}, {"severity": "unknown", "published": "2020-01-01T00:00:00Z"}, {"status": "undecided"}] {
		age.subjects == {_name, "portal:1.4"} with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
		age.observations == set() with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_unmatched_scan_that_shows_nothing_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		every change in [_young, _old, {"status": "pass"}, {"status": "skip"}, {"status": "undecided"}] {
			nothing := object.union(_with(change), {"scan": state})
			age.subjects == {_name, "portal:1.4"} with input as nothing
				with data.assay.params as _params
				with data.assay.now as _now
			age.observations == set() with input as nothing
				with data.assay.params as _params
				with data.assay.now as _now
		}
	}
}

test_a_finding_without_a_package_is_named_by_its_target if {
	bare := _scan([object.remove(_openssl, ["package"])])
	age.subjects == {"portal:1.4", "CVE-2026-1000 in portal:1.4"} with input as bare
		with data.assay.params as _params
		with data.assay.now as _now
}

test_boundary_last_day_of_each_severity if {
	every severity, day in {"high": "2026-10-21T00:00:00Z", "moderate": "2026-08-22T00:00:00Z"} {
		testing.told(age.observations) == {[_name, "pass"], _target("pass")}
			with input as _with({"severity": severity, "first_seen": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
	every severity, day in {"high": "2026-10-20T00:00:00Z", "moderate": "2026-08-21T00:00:00Z"} {
		testing.told(age.observations) == {[_name, "fail"]}
			with input as _with({"severity": severity, "first_seen": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_pass_repaired_and_of_no_severity if {
	testing.told(age.observations) == {[_name, "pass"], _target("pass")}
		with input as _with({"status": "pass", "severity": "none"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_malformed_undecided_record_stays_undecided_however_old if {
	every day in ["first_seen", "published"] {
		age.observations == set() with input as _with({"status": "undecided", day: "2020-01-01T00:00:00Z"})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

# What is there has an id of its own, with its level and when it was first seen.
_weaknesses(observations) := {[seen.outcome, seen.finding] | some seen in observations}

_weakness(since) := {"id": "CVE-2026-1000", "level": "high", "since": since, "stands": true}

test_a_vulnerability_has_an_id_of_its_own if {
	old := _with({"first_seen": "2026-10-01T00:00:00Z"})
	_weaknesses(age.observations) == {["fail", _weakness("2026-10-01T00:00:00Z")]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
}

test_also_inside_its_time_and_where_nobody_says_since_when if {
	young := _with({"published": "2026-11-01T00:00:00Z"})
	_weaknesses(age.observations) == {["pass", _weakness("")]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
}

test_what_is_repaired_or_of_no_severity_has_none if {
	_weaknesses(age.observations) == set() with input as _with({"status": "pass"})
		with data.assay.params as _params
		with data.assay.now as _now
	_weaknesses(age.observations) == set() with input as _with({"severity": "none"})
		with data.assay.params as _params
		with data.assay.now as _now
}
