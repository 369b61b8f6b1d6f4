package policies.lib.hosts_test

import data.policies.lib.hosts

test_a_stopped_host_is_off if {
	hosts.off with input as {"host": {"name": "app-1", "state": "stopped"}}
}

test_a_retired_host_is_off if {
	hosts.off with input as {"host": {"name": "app-1", "state": "retired"}}
}

test_a_host_without_a_state_runs if {
	not hosts.off with input as {"host": {"name": "app-1"}}
}
