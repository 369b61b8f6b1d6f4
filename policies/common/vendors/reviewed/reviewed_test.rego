package policies.common.vendors.reviewed_test

import data.policies.common.vendors.reviewed
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "cloud",
	"role": "supplier",
	"handles": ["federal"],
	"agreement": {
		"status": "executed",
		"signed_on": "2026-01-05",
		"clauses": ["design-information", "security-requirements"],
	},
	"assessed_on": "2026-11-01",
	"risk_assessed_on": "2026-01-05",
	"use_approved_by": "cio",
	"used_since": "2026-01-05",
	"locations": ["US"],
	"incidents_told_on": "2026-11-01T00:00:00Z",
}

_evidence(records) := {"vendors": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {
	"vendor-steps": words,
	"max-vendor-review-days": 31,
	"allowed-places": ["US", "CA"],
	"supplier-clauses": ["design-information"],
}

_every := ["risk assessed", "approved", "assessed", "placed", "obliged", "coordinated"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["risk assessed", {}],
	["approved", {}],
	["assessed", {"assessed_on": "2026-10-20"}],
	["placed", {"locations": ["US", "CA"]}],
	["obliged", {}],
	["obliged", {"agreement": {"clauses": ["use-limits", "design-information"]}}],
	["coordinated", {"incidents_told_on": "2026-10-20T00:00:00Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["risk assessed", {"risk_assessed_on": null}],
	["risk assessed", {"risk_assessed_on": "2026-01-06"}],
	["approved", {"use_approved_by": null}],
	["approved", {"use_approved_by": null, "handles": []}],
	["assessed", {"assessed_on": null}],
	["assessed", {"assessed_on": "2026-10-17"}],
	["placed", {"locations": ["US", "FR"]}],
	["obliged", {"agreement": {"clauses": ["use-limits"]}}],
	["obliged", {"agreement": null}],
	["coordinated", {"incidents_told_on": null}],
	["coordinated", {"incidents_told_on": "2026-10-17T00:00:00Z"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["risk assessed", "risk_assessed_on"],
	["risk assessed", "used_since"],
	["approved", "use_approved_by"],
	["assessed", "assessed_on"],
	["placed", "locations"],
	["coordinated", "incidents_told_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["risk assessed", {"risk_assessed_on": null, "used_since": null}],
	["risk assessed", {"risk_assessed_on": "2026-11-20", "used_since": "2026-11-19"}],
	["approved", {"use_approved_by": " "}],
	["approved", {"use_approved_by": null, "used_since": null}],
	["assessed", {"assessed_on": "2026-10-19"}],
	["placed", {"locations": []}],
	["obliged", {"agreement": {"status": "negotiating"}}],
]

test_pass_every_step_at_once if {
	testing.told(reviewed.observations) == {["cloud", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(reviewed.observations) == {["cloud", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(reviewed.observations) == {["cloud", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"handles": ["none"]}] {
		testing.told(reviewed.observations) == {["cloud", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	reviewed.subjects == set() with input as _evidence([])
	testing.told(reviewed.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	reviewed.subjects == {"cloud"} with input as _with({})
	every row in _silent {
		testing.told(reviewed.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(reviewed.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(reviewed.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
