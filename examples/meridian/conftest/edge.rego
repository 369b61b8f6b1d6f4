# A policy as conftest users write it. assay runs it unchanged: what it denies is
# a failure, what it warns of is shown, and saying nothing decides nothing.
package main

deny[msg] {
	boundary := input.boundaries[_]
	boundary.active
	rule := boundary.rules[_]
	rule.action == "allow"
	object.get(rule, "approved_by", null) == null
	msg := sprintf("rule %s of %s opens %s without approval", [rule.id, boundary.id, rule.ports])
}

warn[msg] {
	boundary := input.boundaries[_]
	boundary.active == false
	msg := sprintf("%s is not in use and could be removed", [boundary.id])
}
