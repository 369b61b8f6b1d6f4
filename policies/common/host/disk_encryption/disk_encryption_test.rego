package policies.common.host.disk_encryption_test

import data.policies.common.host.disk_encryption
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_off := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "state": "stopped", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_params := {"exempt-mounts": ["/boot"]}

_volume(mount, encrypted) := {"encryption": {"volumes": [{"mount": mount, "encrypted": encrypted}]}}

test_pass_encrypted_volume if {
	testing.told(disk_encryption.observations) == {["app-1:/data", "pass"]} with input as _with(_volume("/data", true))
		with data.assay.params as _params
}

test_fail_plain_volume if {
	testing.told(disk_encryption.observations) == {["app-1:/data", "fail"]} with input as _with(_volume("/data", false))
		with data.assay.params as _params
}

test_unmatched_volume_named_twice_never_hides_one_that_is_not_encrypted if {
	every told in [[null, set()], [false, {["app-1:/data", "fail"]}]] {
		volumes := [{"mount": "/data", "encrypted": true}, {"mount": "/data", "encrypted": told[0]}]
		twice := {"encryption": {"volumes": volumes}}
		testing.told(disk_encryption.observations) == told[1] with input as _with(twice) with data.assay.params as _params
	}
}

test_skip_exempt_volume if {
	testing.told(disk_encryption.observations) == {["app-1:/boot", "skip"]} with input as _with(_volume("/boot", false))
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	stopped := object.union(_off, _volume("/data", false))
	testing.told(disk_encryption.observations) == {["app-1:/data", "skip"]} with input as stopped
		with data.assay.params as _params
}

test_empty_host_without_volumes if {
	disk_encryption.subjects == set() with input as _host
	disk_encryption.observations == set() with input as _host with data.assay.params as _params
}

test_unmatched_volume_of_unknown_state_stays_undecided if {
	disk_encryption.subjects == {"app-1:/data"} with input as _with(_volume("/data", null))
	disk_encryption.observations == set() with input as _with(_volume("/data", null)) with data.assay.params as _params
}

test_malformed_host_that_does_not_run_is_skipped_once_for_each_volume if {
	every encrypted in [true, false, null] {
		testing.told(disk_encryption.observations) == {["app-1:/data", "skip"]}
			with input as object.union(_off, _volume("/data", encrypted))
			with data.assay.params as _params
		count(disk_encryption.observations) == 1 with input as object.union(_off, _volume("/boot", encrypted))
			with data.assay.params as _params
	}
}

test_skip_exempt_volume_that_is_encrypted if {
	testing.told(disk_encryption.observations) == {["app-1:/boot", "skip"]}
		with input as _with(_volume("/boot", true))
		with data.assay.params as _params
}
