package policies.common.media.kept_test

import data.policies.common.media.kept
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "T-1",
	"holds": ["cui"],
	"state": "stored",
	"form": "digital",
	"custodian": "ana",
	"counted_on": "2026-11-01",
	"locked": true,
	"users": ["admin"],
	"marked": true,
	"use_approved": true,
}

_evidence(records) := {"media": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"media-steps": words, "media-forms": ["digital"], "max-media-count-days": 31}

_every := ["owned", "counted", "locked", "restricted", "marked", "allowed"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["owned", {}],
	["counted", {"counted_on": "2026-10-20"}],
	["locked", {}],
	["restricted", {}],
	["marked", {}],
	["allowed", {}],
	["owned", {"holds": ["cui", "public"]}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["owned", {"custodian": null}],
	["counted", {"counted_on": null}],
	["counted", {"counted_on": "2026-10-17"}],
	["locked", {"locked": false}],
	["restricted", {"users": []}],
	["marked", {"marked": false}],
	["allowed", {"use_approved": false}],
	["allowed", {"use_approved": false, "holds": []}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["owned", "custodian"],
	["counted", "counted_on"],
	["locked", "locked"],
	["restricted", "users"],
	["marked", "marked"],
	["allowed", "use_approved"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["owned", {"custodian": " "}],
	["counted", {"counted_on": "2026-10-19"}],
	["locked", {"locked": null}],
	["marked", {"marked": null}],
	["allowed", {"use_approved": null}],
]

test_pass_every_step_at_once if {
	testing.told(kept.observations) == {["T-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(kept.observations) == {["T-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(kept.observations) == {["T-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"state": "disposed"}, {"state": "reused"}, {"holds": ["public"]}] {
		testing.told(kept.observations) == {["T-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	kept.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(kept.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	kept.subjects == {"T-1"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(kept.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(kept.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(kept.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	kept.subjects == set()
		with input as _with({"form": "non-digital"})
		with data.assay.params as _params([])
	testing.told(kept.observations) == set()
		with input as _with({"form": "non-digital"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
