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

_period(from, to) := {"from": from, "to": to}

_log(incidents) := {"period": _period("2026-01-01", "2026-11-19"), "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_params := {
	"notice-elements": ["what-happened", "contact"],
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_told := {"acting_as": "covered-entity", "individuals_notified": "2026-08-01"}

_sent(changes) := _with(object.union(_told, changes))

test_pass_every_element if {
	testing.told(notice_content.observations) == {["B-1", "pass"]}
		with input as _sent({"notice_elements": ["contact", "what-happened"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_an_element_is_missing if {
	testing.told(notice_content.observations) == {["B-1", "fail"]}
		with input as _sent({"notice_elements": ["contact"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_notice_sent_before_the_assessment_ended if {
	careful := _sent(object.union({"notice_elements": ["contact", "what-happened"]}, {"judgement": "under-assessment"}))
	testing.told(notice_content.observations) == {["B-1", "pass"]} with input as careful
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_before_the_notice if {
	every judgement in ["breach", "under-assessment"] {
		silent := _sent({"judgement": judgement, "individuals_notified": null})
		testing.told(notice_content.observations) == {["B-1", "skip"]} with input as silent
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_skip_when_we_had_the_other_part if {
	every judgement in ["breach", "under-assessment"] {
		other := _with({"judgement": judgement, "acting_as": "business-associate"})
		testing.told(notice_content.observations) == {["B-1", "skip"], _none} with input as other
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_skip_what_is_no_breach if {
	testing.told(notice_content.observations) == {["B-1", "skip"], _none}
		with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_empty_log_that_is_complete if {
	testing.told(notice_content.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		notice_content.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		notice_content.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	notice_content.subjects == {"B-1"} with input as _with({"acting_as": "covered-entity"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	notice_content.observations == set() with input as _with({"acting_as": "covered-entity"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_skip_notice_that_is_only_planned if {
	testing.told(notice_content.observations) == {["B-1", "skip"]}
		with input as _sent({"individuals_notified": "2026-11-15", "notice_elements": ["contact"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_unknown(changes) := _log([object.union(object.remove(_breach, ["acting_as"]), changes)])

test_malformed_breach_in_which_our_part_is_not_known_stays_undecided if {
	notice_content.observations == set() with input as _unknown({"individuals_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	notice_content.observations == set()
		with input as _unknown({"individuals_notified": "2026-08-01", "notice_elements": ["contact", "what-happened"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach_once_whatever_our_part if {
	every part in ["covered-entity", "business-associate"] {
		testing.told(notice_content.observations) == {["B-1", "skip"], _none}
			with input as _with({"judgement": "exception", "acting_as": part})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(notice_content.observations) == 2 with input as _with({"judgement": "exception", "acting_as": part})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
