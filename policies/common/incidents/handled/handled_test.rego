package policies.common.incidents.handled_test

import data.policies.common.incidents.handled
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "I-1",
	"detected": "2026-09-03T14:00:00Z",
	"classification": "incident",
	"status": "closed",
	"spill": true,
	"tool": "soar",
	"reported_by": "soar",
	"others_affected": true,
	"others_told_on": "2026-09-03T16:00:00Z",
	"isolated_on": "2026-09-03T16:00:00Z",
	"analyzed_on": "2026-09-03T16:00:00Z",
	"contained_on": "2026-09-03T16:00:00Z",
	"eradicated_on": "2026-09-03T16:00:00Z",
	"recovered_on": "2026-09-03T16:00:00Z",
	"lessons_on": "2026-09-03T16:00:00Z",
	"changes_made_on": "2026-09-03T16:00:00Z",
	"users_helped_on": "2026-09-03T16:00:00Z",
}

_evidence(records) := {"period": {"from": "2026-01-01", "to": "2026-11-18"}, "incidents": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"incident-steps": words, "max-incident-step-days": 10}

_every := [
	"analysed",
	"contained",
	"eradicated",
	"recovered",
	"learned from",
	"followed by changes",
	"supporting users",
	"isolated",
	"told to others",
	"handled by tools",
	"reported by tools",
]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["analysed", {"analyzed_on": "2026-09-13T14:00:00Z"}],
	["contained", {"contained_on": "2026-09-13T14:00:00Z"}],
	["eradicated", {"eradicated_on": "2026-09-13T14:00:00Z"}],
	["recovered", {"recovered_on": "2026-09-13T14:00:00Z"}],
	["learned from", {"lessons_on": "2026-09-13T14:00:00Z"}],
	["followed by changes", {"changes_made_on": "2026-09-13T14:00:00Z"}],
	["supporting users", {"users_helped_on": "2026-09-13T14:00:00Z"}],
	["isolated", {"isolated_on": "2026-09-13T14:00:00Z"}],
	["isolated", {"spill": false, "isolated_on": null}],
	["told to others", {"others_told_on": "2026-09-13T14:00:00Z"}],
	["told to others", {"others_affected": false, "others_told_on": null}],
	["handled by tools", {}],
	["reported by tools", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["analysed", {"analyzed_on": "2026-09-13T14:00:01Z"}],
	["analysed", {"analyzed_on": null}],
	["contained", {"contained_on": "2026-09-13T14:00:01Z"}],
	["contained", {"contained_on": null}],
	["eradicated", {"eradicated_on": "2026-09-13T14:00:01Z"}],
	["eradicated", {"eradicated_on": null}],
	["recovered", {"recovered_on": "2026-09-13T14:00:01Z"}],
	["recovered", {"recovered_on": null}],
	["learned from", {"lessons_on": "2026-09-13T14:00:01Z"}],
	["learned from", {"lessons_on": null}],
	["followed by changes", {"changes_made_on": "2026-09-13T14:00:01Z"}],
	["followed by changes", {"changes_made_on": null}],
	["supporting users", {"users_helped_on": "2026-09-13T14:00:01Z"}],
	["supporting users", {"users_helped_on": null}],
	["isolated", {"isolated_on": "2026-09-13T14:00:01Z"}],
	["isolated", {"isolated_on": null}],
	["told to others", {"others_told_on": "2026-09-13T14:00:01Z"}],
	["told to others", {"others_told_on": null}],
	["handled by tools", {"tool": null}],
	["reported by tools", {"reported_by": null, "reportable": true}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["analysed", "analyzed_on"],
	["contained", "contained_on"],
	["eradicated", "eradicated_on"],
	["recovered", "recovered_on"],
	["learned from", "lessons_on"],
	["followed by changes", "changes_made_on"],
	["supporting users", "users_helped_on"],
	["isolated", "isolated_on"],
	["told to others", "others_told_on"],
	["handled by tools", "tool"],
	["reported by tools", "reported_by"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["analysed", {"analyzed_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["contained", {"contained_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["eradicated", {"eradicated_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["recovered", {"recovered_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["learned from", {"lessons_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["followed by changes", {"changes_made_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["supporting users", {"users_helped_on": null, "detected": "2026-11-08T00:00:00Z"}],
	["handled by tools", {"tool": ""}],
	["reported by tools", {"reported_by": " "}],
	["reported by tools", {"reported_by": null, "reportable": false}],
	["isolated", {"spill": null, "isolated_on": null}],
	["told to others", {"others_affected": null, "others_told_on": null}],
	["analysed", {"classification": "under-analysis"}],
	["analysed", {"classification": "under-analysis", "analyzed_on": null, "reportable": true}],
	["contained", {"classification": "under-analysis"}],
	["contained", {"classification": "under-analysis", "contained_on": null, "reportable": true}],
	["eradicated", {"classification": "under-analysis"}],
	["eradicated", {"classification": "under-analysis", "eradicated_on": null, "reportable": true}],
	["recovered", {"classification": "under-analysis"}],
	["recovered", {"classification": "under-analysis", "recovered_on": null, "reportable": true}],
	["learned from", {"classification": "under-analysis"}],
	["learned from", {"classification": "under-analysis", "lessons_on": null, "reportable": true}],
	["followed by changes", {"classification": "under-analysis"}],
	["followed by changes", {"classification": "under-analysis", "changes_made_on": null, "reportable": true}],
	["supporting users", {"classification": "under-analysis"}],
	["supporting users", {"classification": "under-analysis", "users_helped_on": null, "reportable": true}],
	["isolated", {"classification": "under-analysis"}],
	["isolated", {"classification": "under-analysis", "isolated_on": null, "reportable": true}],
	["told to others", {"classification": "under-analysis"}],
	["told to others", {"classification": "under-analysis", "others_told_on": null, "reportable": true}],
	["handled by tools", {"classification": "under-analysis"}],
	["handled by tools", {"classification": "under-analysis", "tool": null, "reportable": true}],
	["reported by tools", {"classification": "under-analysis"}],
	["reported by tools", {"classification": "under-analysis", "reported_by": null, "reportable": true}],
	["isolated", {"classification": "under-analysis", "spill": false}],
	["told to others", {"classification": "under-analysis", "others_affected": false}],
]

test_pass_every_step_at_once if {
	testing.told(handled.observations) == {["I-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(handled.observations) == {["I-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(handled.observations) == {["I-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"classification": "false-alarm"}] {
		testing.told(handled.observations) == {["I-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	handled.subjects == set() with input as _evidence([])
	testing.told(handled.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	handled.subjects == {"I-1"} with input as _with({})
	every row in _silent {
		testing.told(handled.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(handled.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(handled.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
