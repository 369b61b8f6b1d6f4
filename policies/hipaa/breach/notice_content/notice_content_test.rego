package policies.hipaa.breach.notice_content_test

import data.policies.hipaa.breach.notice_content
import data.policies.lib.testing

_breach := {
	"id": "B-1",
	"discovered": "2026-07-01",
	"judgement": "breach",
	"delay_until": null,
	"acting_as": "covered-entity",
	"individuals": 900,
	"largest_state_count": 700,
}

_log(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"notice-elements": ["what-happened", "contact"]}

_notice(elements) := {"individuals_notified": "2026-08-01", "notice_elements": elements}

test_pass_every_element if {
	full := _with(_notice(["contact", "what-happened"]))
	testing.told(notice_content.observations) == {["B-1", "pass"]} with input as full with data.assay.params as _params
}

test_fail_missing_element if {
	testing.told(notice_content.observations) == {["B-1", "fail"]} with input as _with(_notice(["contact"]))
		with data.assay.params as _params
}

test_skip_before_the_notice if {
	testing.told(notice_content.observations) == {["B-1", "skip"]} with input as _with({"individuals_notified": null})
		with data.assay.params as _params
}

test_skip_business_associate if {
	associate := _with({"acting_as": "business-associate"})
	testing.told(notice_content.observations) == {["B-1", "skip"]} with input as associate
		with data.assay.params as _params
}

test_skip_what_is_no_breach if {
	testing.told(notice_content.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
}

test_empty_log if {
	notice_content.subjects == set() with input as _log([]) with data.assay.params as _params
	notice_content.observations == set() with input as _log([]) with data.assay.params as _params
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	notice_content.subjects == {"B-1"} with input as _with({"individuals_notified": "2026-08-01"})
	notice_content.observations == set() with input as _with({"individuals_notified": "2026-08-01"})
		with data.assay.params as _params
}
