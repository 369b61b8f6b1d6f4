# METADATA
# title: Scans
# description: |
#   What checks over the evidence of scanners share: when a scan shows
#   anything, and how the records of one name, and of one target, come to one
#   outcome. Records are told apart by their place in the list: names gives
#   the name of each, said what the check says of it, or nothing.
package policies.lib.scans

import data.policies.lib.observe

# METADATA
# description: |
#   Something may be concluded from a scan: it came to an end, and it did not
#   go without credentials that it needed. Of any other scan nothing is said,
#   and its target counts as missing.
usable(scan) if {
	scan.ok == true
	not scan.credentialed == false
}

# METADATA
# description: |
#   The outcomes of all names. Where one name stands for several records, a
#   fail of one is the outcome, and a record of which nothing is said leaves
#   the name without any: it never hides behind another that passes.
outcomes(names, said) := broken | settled if {
	broken := {seen | some seen in said; seen.outcome == "fail"}
	others := {seen.subject | some seen in broken} | {name | some place, name in names; not said[place]}
	settled := {seen | some seen in said; not seen.subject in others}
}

# METADATA
# description: |
#   What the examined targets of a scan are called as parts: with the target as
#   a whole, since two images may have a file of one name, and with the tool,
#   since each knows a finding by a name of its own. Only for a scan that lists
#   what is wrong and nothing else, where a finding that is gone is not there.
#   One that lists what is right too is silent of what it did not look for.
parts(scan) := {target: sprintf("%s in %s by %s", [target, scan.target.name, scan.tool.name]) |
	not _lists_what_is_right(scan.findings)
	some target in scan.examined
}

_lists_what_is_right(records) if {
	some record in records
	record.status == "pass"
}

# METADATA
# description: what is said of records, each of the part that it was found in
parted(parts, records, said) := object.union(said, {place: observe.part(seen, parts[records[place].target]) |
	some place, seen in said
})

# METADATA
# description: an outcome of an examined target, as that of its part
# scope: document
placed(parts, target, outcome) := observe.part(outcome, parts[target]) if parts[target]

placed(parts, target, outcome) := outcome if not parts[target]

# METADATA
# description: targets with a record that fails; those records are the subjects, not the target
failing(records, said) := {records[place].target | some place, seen in said; seen.outcome == "fail"}

# METADATA
# description: targets with a record of which nothing is said; they cannot pass
open(records, names, said) := {records[place].target | some place, _ in names; not said[place]}

# METADATA
# description: why, and whether the tool set the record aside; only a waiver of our own changes how it is treated
# scope: document
aside(why, false) := why

aside(why, true) := sprintf("%s; set aside upstream, which is no waiver of ours", [why])

# METADATA
# description: why a record does not apply - what a trusted VEX statement says of it, else the words given
# scope: document
inapplicable(_, record) := record.vex

inapplicable(why, record) := why if not record.vex

# METADATA
# description: the line of a record, to add to a message; empty where it has none
# scope: document
at_line(record) := sprintf(", line %d", [record.line]) if record.line

at_line(record) := "" if not record.line

# METADATA
# description: what a package is called - its name and version, and where it lies where the scanner says so
part(found) := trim_space(sprintf("%s %s %s", [
	object.get(found, "name", ""),
	object.get(found, "version", ""),
	_lies(found),
]))

_lies(found) := sprintf("(%s)", [found.path]) if found.path

_lies(found) := "" if not found.path
