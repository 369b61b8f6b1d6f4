package policies.lib.severity_test

import data.policies.lib.severity

test_high_is_at_least_moderate if {
	severity.at_least("high", "moderate")
	severity.at_least("moderate", "moderate")
}

test_low_is_below_moderate if {
	severity.below("low", "moderate")
	not severity.at_least("low", "moderate")
}

test_unknown_is_neither if {
	not severity.below("unknown", "moderate")
	not severity.at_least("unknown", "moderate")
}

test_every_level_against_every_other if {
	levels := ["none", "low", "moderate", "high", "critical"]
	at_least := {[i, j] | some i, level in levels; some j, least in levels; severity.at_least(level, least)}
	at_least == {[i, j] | some i, _ in levels; some j, _ in levels; i >= j}
	below := {[i, j] | some i, level in levels; some j, least in levels; severity.below(level, least)}
	below == {[i, j] | some i, _ in levels; some j, _ in levels; i < j}
}
