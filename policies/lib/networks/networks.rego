# METADATA
# title: Networks
# description: |
#   How checks read the sources and ports of rules. Evidence writes a CIDR or
#   any, and a port, a range as 8000-8080, or any; firewalls have other words
#   too. What cannot be read is neither wide nor narrow: whatever is asked about
#   it is undefined, so that a rule nobody understands passes nothing.
package policies.lib.networks

_everyone := {"any", "all", "*", "anywhere", "internet"}

# A network as large as this is no choice of whom to let in: half of the
# internet each is two rules, and all of it that is in use of version 6 is 2000::/3.
_widest := {"v4": 8, "v6": 16}

# METADATA
# description: a source or destination is everyone, or so much of the internet that it comes to the same
# scope: document
anyone(place) if lower(trim_space(place)) in _everyone

anyone(place) if {
	net.cidr_is_valid(trim_space(place))
	_prefix(place) < _widest[_version(place)]
}

# Addresses of version 4 written as ones of version 6: the first 96 bits say so.
anyone(place) if {
	regex.match(`^(::|(0{1,4}:){5})ffff:`, lower(trim_space(place)))
	net.cidr_is_valid(trim_space(place))
	_prefix(place) < 96 + _widest.v4
}

# METADATA
# description: a source or destination is a network that was chosen, or a set of machines that somebody put together
# scope: document
chosen(place) if {
	net.cidr_is_valid(trim_space(place))
	not anyone(place)
}

# An AWS security group stands for its members, and these tags of Azure for the
# own network and for the probes of its load balancer. A prefix list may hold
# every address.
chosen(place) if regex.match(`^(sg-[0-9a-f]{8,32}|virtualnetwork|azureloadbalancer)$`, lower(trim_space(place)))

_prefix(place) := to_number(split(trim_space(place), "/")[1])

_version(place) := "v6" if contains(place, ":")

_version(place) := "v4" if not contains(place, ":")

# METADATA
# description: the ports that a text names, as a set of [first, last]; undefined when some part of it cannot be read
# scope: document
ports(text) := {[0, 65535]} if lower(trim_space(text)) in {"any", "all", "*"}

ports(text) := spans if {
	parts := {trim_space(part) | some part in split(text, ",")}
	spans := {span | some part in parts; span := _span(part)}
	every part in parts {
		_span(part)
	}
}

_span(part) := [to_number(part), to_number(part)] if regex.match(`^[0-9]{1,5}$`, part)

_span(part) := [to_number(ends[0]), to_number(ends[1])] if {
	regex.match(`^[0-9]{1,5} ?- ?[0-9]{1,5}$`, part)
	ends := regex.find_n(`[0-9]+`, part, 2)
	to_number(ends[0]) <= to_number(ends[1])
}

# METADATA
# description: a set of [first, last] names a port
names(spans, port) if {
	some [first, last] in spans
	first <= port
	port <= last
}

# METADATA
# description: a set of [first, last] leaves no port out, but perhaps port zero
all_ports(spans) if {
	sizes := [size |
		some [first, last] in spans
		size := (last - first) + 1
	]
	sum(sizes) >= 65535
}

# METADATA
# description: a rule is about a protocol that has no ports
without_ports(protocol) if lower(trim_space(protocol)) in {"icmp", "icmpv6", "icmp6", "ipv6-icmp"}
