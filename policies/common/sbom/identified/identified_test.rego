package policies.common.sbom.identified_test

import data.policies.common.sbom.identified
import data.policies.lib.testing

_bom(parts) := {
	"tool": {"name": "syft"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal:1.4"],
	"components": parts,
}

_openssl := {"name": "openssl", "version": "3.0.1", "type": "library", "purl": "pkg:deb/debian/openssl@3.0.1"}

_with(changes) := _bom([object.union(_openssl, changes)])

test_pass_identified_part if {
	testing.told(identified.observations) == {["openssl 3.0.1", "pass"]} with input as _with({})
}

test_fail_part_without_a_version if {
	every version in ["", " "] {
		testing.told(identified.observations) == {["openssl", "fail"]} with input as _with({"version": version})
	}
}

test_skip_file if {
	testing.told(identified.observations) == {["openssl 3.0.1", "skip"]} with input as _with({"type": "file"})
}

test_empty_bill_of_materials if {
	identified.subjects == set() with input as _bom([])
	identified.observations == set() with input as _bom([])
}

test_unmatched_part_without_a_package_url_stays_undecided if {
	bare := _bom([object.remove(_openssl, ["purl"])])
	identified.subjects == {"openssl 3.0.1"} with input as bare
	identified.observations == set() with input as bare
}

test_unmatched_part_does_not_hide_behind_another_of_its_name if {
	both := _bom([_openssl, object.remove(_openssl, ["purl"])])
	identified.subjects == {"openssl 3.0.1"} with input as both
	identified.observations == set() with input as both
}

test_fail_part_is_not_hidden_by_another_of_its_name if {
	nameless := object.union(_openssl, {"version": ""})
	both := _bom([nameless, object.union(nameless, {"type": "file"})])
	testing.told(identified.observations) == {["openssl", "fail"]} with input as both
}

test_unmatched_failed_scan_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		failed := object.union(_with({}), {"scan": state})
		identified.subjects == {"openssl 3.0.1", "portal:1.4"} with input as failed
		identified.observations == set() with input as failed
	}
}

test_skip_each_type_that_is_no_part if {
	every type in ["file", "data", "cryptographic-asset", "machine-learning-model"] {
		testing.told(identified.observations) == {["openssl 3.0.1", "skip"]} with input as _with({"type": type})
		testing.told(identified.observations) == {["openssl", "skip"]}
			with input as _with({"type": type, "version": ""})
	}
}

test_malformed_package_url_is_none if {
	identified.observations == set() with input as _with({"purl": "openssl@3.0.1"})
}
