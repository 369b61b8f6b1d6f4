package policies.common.network.exposed_ports_test

import data.policies.common.network.exposed_ports
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "rules": []}

_spare := {"boundaries": [{"id": "spare", "active": false, "default": "allow", "rules": []}]}

_rule := {
	"id": "r1",
	"action": "allow",
	"direction": "in",
	"source": "10.0.0.0/8",
	"destination": "10.1.0.4/32",
	"ports": "443",
}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_params := {"management-ports": [22, 5432]}

_open(ports) := {"rules": [object.union(_rule, {"source": "0.0.0.0/0", "ports": ports})]}

test_pass_only_the_portal_is_open if {
	testing.told(exposed_ports.observations) == {["edge", "pass"]} with input as _with(_open("443"))
		with data.assay.params as _params
}

test_pass_management_from_inside if {
	testing.told(exposed_ports.observations) == {["edge", "pass"]}
		with input as _with({"rules": [object.union(_rule, {"ports": "22"})]})
		with data.assay.params as _params
}

test_fail_single_range_and_any if {
	every ports in ["22", "20-25", "any"] {
		testing.told(exposed_ports.observations) == {["edge", "fail"]} with input as _with(_open(ports))
			with data.assay.params as _params
	}
}

test_fail_open_by_default if {
	testing.told(exposed_ports.observations) == {["edge", "fail"]} with input as _with({"default": "allow"})
		with data.assay.params as _params
}

test_skip_rule_set_not_in_use if {
	testing.told(exposed_ports.observations) == {["spare", "skip"]} with input as _spare
		with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	exposed_ports.subjects == set() with input as {"boundaries": []} with data.assay.params as _params
	exposed_ports.observations == set() with input as {"boundaries": []} with data.assay.params as _params
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	exposed_ports.subjects == {"edge"} with input as _with({"default": "unknown"}) with data.assay.params as _params
	exposed_ports.observations == set() with input as _with({"default": "unknown"}) with data.assay.params as _params
}

test_fail_whatever_everyone_is_called if {
	every source in ["any", "ANY", "*", "Internet", "::/0", "0.0.0.0/1"] {
		rules := [object.union(_rule, {"source": source, "ports": "22"})]
		testing.told(exposed_ports.observations) == {["edge", "fail"]} with input as _with({"rules": rules})
			with data.assay.params as _params
	}
}

test_fail_port_anywhere_in_a_list if {
	every ports in ["80,443,22", "80, 20-30", "ALL", "*"] {
		testing.told(exposed_ports.observations) == {["edge", "fail"]} with input as _with(_open(ports))
			with data.assay.params as _params
	}
}

test_pass_list_of_other_ports if {
	testing.told(exposed_ports.observations) == {["edge", "pass"]} with input as _with(_open("21,23-80"))
		with data.assay.params as _params
}

test_pass_protocol_without_ports if {
	ping := object.union(_rule, {"source": "any", "ports": "any", "protocol": "icmp"})
	testing.told(exposed_ports.observations) == {["edge", "pass"]} with input as _with({"rules": [ping]})
		with data.assay.params as _params
}

test_unmatched_rule_that_cannot_be_read_stays_undecided if {
	every changes in [{"source": "web servers"}, {"source": "any", "ports": "ssh"}] {
		exposed_ports.observations == set() with input as _with({"rules": [object.union(_rule, changes)]})
			with data.assay.params as _params
	}
}

test_malformed_rule_set_not_in_use_is_skipped_whatever_is_open if {
	every ports in ["443", "22"] {
		testing.told(exposed_ports.observations) == {["edge", "skip"]}
			with input as _with(object.union(_open(ports), {"active": false}))
			with data.assay.params as _params
	}
}

test_fail_only_the_boundary_that_is_open if {
	testing.told(exposed_ports.observations) == {["edge", "fail"], ["lan", "pass"]}
		with input as {"boundaries": [object.union(_edge, _open("22")), object.union(_edge, {"id": "lan"})]}
		with data.assay.params as _params
}

test_pass_what_is_refused_or_goes_out if {
	every change in [{"action": "deny"}, {"direction": "out"}] {
		rule := object.union_n([_rule, {"source": "0.0.0.0/0", "ports": "22"}, change])
		testing.told(exposed_ports.observations) == {["edge", "pass"]} with input as _with({"rules": [rule]})
			with data.assay.params as _params
	}
}
