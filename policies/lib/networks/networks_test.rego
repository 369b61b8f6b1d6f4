package policies.lib.networks_test

import data.policies.lib.networks

test_words_for_everyone if {
	every word in ["any", "ANY", " any ", "*", "all", "Internet", "0.0.0.0/0", "::/0"] {
		networks.anyone(word)
		not networks.chosen(word)
	}
}

test_half_of_everyone_is_everyone if {
	networks.anyone("0.0.0.0/1")
	networks.anyone("128.0.0.0/1")
	networks.anyone("2000::/3")
}

test_version_4_written_as_version_6_is_read_as_version_4 if {
	every place in ["::ffff:0.0.0.0/96", " ::FFFF:0.0.0.0/97", "0:0:0:0:0:ffff:0:0/96"] {
		networks.anyone(place)
		not networks.chosen(place)
	}
	networks.chosen("::ffff:10.1.0.0/112")
}

test_a_network_is_chosen if {
	every place in ["10.0.0.0/8", "203.0.113.10/32", "2001:db8::/32"] {
		networks.chosen(place)
		not networks.anyone(place)
	}
}

test_a_name_is_neither if {
	every name in ["sg-0a1b", "", "web servers", "0.0.0.0"] {
		not networks.anyone(name)
		not networks.chosen(name)
	}
}

test_ports_as_numbers_ranges_and_lists if {
	networks.ports("443") == {[443, 443]}
	networks.ports("8000-8080") == {[8000, 8080]}
	networks.ports("80, 443,8000 - 8080") == {[80, 80], [443, 443], [8000, 8080]}
	networks.ports("ANY") == {[0, 65535]}
}

test_ports_that_cannot_be_read if {
	not networks.ports("")
	not networks.ports("ssh")
	not networks.ports("443,ssh")
	not networks.ports("tcp/22")
	not networks.ports("9000-80")
}

test_a_port_inside_a_range_is_named if {
	networks.names({[80, 80], [443, 500]}, 443)
	networks.names({[80, 80], [443, 500]}, 500)
	not networks.names({[80, 80], [443, 500]}, 81)
}

test_all_ports_in_one_range_or_in_two if {
	networks.all_ports({[0, 65535]})
	networks.all_ports({[1, 65535]})
	networks.all_ports({[1, 32767], [32768, 65535]})
	not networks.all_ports({[1024, 65535]})
}

test_a_protocol_without_ports if {
	networks.without_ports("ICMP")
	not networks.without_ports("tcp")
	not networks.without_ports("any")
}

test_everyone_ends_with_the_prefix_that_is_small_enough if {
	every place in ["anywhere", "10.0.0.0/7", "2000::/15", "::ffff:10.0.0.0/103"] {
		networks.anyone(place)
		not networks.chosen(place)
	}
	every place in ["10.0.0.0/8", "2001::/16", "::ffff:10.0.0.0/104"] {
		networks.chosen(place)
		not networks.anyone(place)
	}
}

test_what_only_looks_like_a_network_is_not_everyone if {
	every place in ["web/3", "::ffff:web/3"] {
		not networks.anyone(place)
		not networks.chosen(place)
	}
}

test_a_range_may_be_one_port_and_has_nothing_around_it if {
	networks.ports("80-80") == {[80, 80]}
	not networks.ports("tcp 80-90")
	not networks.ports("80-90-100")
}

test_all_ports_but_one_is_not_all if {
	not networks.all_ports({[1, 65534]})
	not networks.all_ports({[1, 32767], [32769, 65535]})
}

test_each_name_of_icmp_has_no_ports if {
	every protocol in ["icmp", "icmpv6", "icmp6", "ipv6-icmp"] {
		networks.without_ports(protocol)
	}
}

test_pass_a_set_of_machines_is_chosen if {
	every place in ["sg-0a1b2c3d4e5f60718", " sg-0a1b2c3d", "VirtualNetwork", "AzureLoadBalancer"] {
		networks.chosen(place)
		not networks.anyone(place)
	}
}

test_unmatched_names_that_tell_nothing_are_not_chosen if {
	lists := {"pl-0a1b2c3d", "sg-", "sg-1", "sg-0a1b2c3d/any", "my sg-0a1b2c3d"}
	every place in lists | {"VirtualNetworks", "Storage", "not said", "Internet", "web"} {
		not networks.chosen(place)
	}
}
