package policies.common.sign_in.certificates_test

import data.policies.common.sign_in.certificates
import data.policies.lib.testing

_good := {
	"id": "sso",
	"active": true,
	"people": ["organization"],
	"certificates": true,
	"path_validated": true,
	"status_checked": true,
	"revocation_cached": true,
	"account_mapped": true,
}

_all := ["path", "status", "cache", "account"]

_with(changes) := {"places": [object.union(_good, changes)]}

_without(member) := {"places": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"certificate-checks": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(certificates.observations) == {["sso", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["path", {"path_validated": false}],
		["status", {"status_checked": false}],
		["cache", {"revocation_cached": false}],
		["account", {"account_mapped": false}],
	] {
		testing.told(certificates.observations) == {["sso", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(certificates.observations) == {["sso", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(certificates.observations) == {["sso", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"path_validated": null},
		{"status_checked": null},
		{"revocation_cached": null},
		{"account_mapped": null},
	] {
		certificates.subjects == {"sso"} with input as _with(changes)
		testing.told(certificates.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in [
		"certificates",
		"path_validated",
		"status_checked",
		"revocation_cached",
		"account_mapped",
	] {
		certificates.subjects == {"sso"} with input as _without(member)
		testing.told(certificates.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"path_validated": false,
	"status_checked": false,
	"revocation_cached": false,
	"account_mapped": false,
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"certificates": false},
		{"active": false, "certificates": false},
		{"active": false, "certificates": null},
	] {
		testing.told(certificates.observations) == {["sso", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(certificates.observations) == {["sso", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": []}

test_empty_evidence_gives_no_subject if {
	certificates.subjects == set() with input as _with_none
	testing.told(certificates.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"certificates": null},
		{"status_checked": null},
	] {
		not ["sso", "pass"] in testing.told(certificates.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(certificates.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
