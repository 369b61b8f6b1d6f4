package policies.common.asset.known_test

import data.policies.common.asset.known
import data.policies.lib.testing

_os := {"family": "linux", "name": "debian", "version": "12"}

_host(name) := {
	"subject": name,
	"collected": "2026-11-01T00:00:00Z",
	"payload": {"collected_at": "2026-11-01T00:00:00Z", "host": {"name": name, "os": _os}},
}

_retired := object.union(_host("old"), {"payload": {"host": {"state": "retired"}}})

_inventory(ids) := [{
	"subject": "fleet",
	"collected": "2026-11-01T00:00:00Z",
	"payload": {"items": [{"id": id, "component": "fleet"} | some id in ids]},
}]

test_pass_host_in_the_inventory if {
	testing.told(known.observations) == {["app-1", "pass"]}
		with input as {"host-config": [_host("app-1")], "inventory": _inventory(["app-1", "app-2"])}
}

test_fail_host_the_inventory_lacks if {
	testing.told(known.observations) == {["app-9", "fail"]}
		with input as {"host-config": [_host("app-9")], "inventory": _inventory(["app-1"])}
}

test_skip_retired_host if {
	testing.told(known.observations) == {["old", "skip"]}
		with input as {"host-config": [_retired], "inventory": _inventory(["app-1"])}
}

test_empty_without_hosts if {
	known.subjects == set() with input as {"host-config": [], "inventory": _inventory(["app-1"])}
	known.observations == set() with input as {"host-config": [], "inventory": _inventory(["app-1"])}
}

test_unmatched_hosts_without_any_inventory_stay_undecided if {
	known.subjects == {"app-1"} with input as {"host-config": [_host("app-1")], "inventory": []}
	known.observations == set() with input as {"host-config": [_host("app-1")], "inventory": []}
}

test_malformed_inventory_that_lists_nothing_stays_undecided if {
	known.observations == set() with input as {"host-config": [_host("app-1")], "inventory": _inventory([])}
}
