# METADATA
# title: Severities
# description: The order of the severities that findings carry. Unknown has no rank and is never below anything.
package policies.lib.severity

_ranks := {"none": 0, "low": 1, "moderate": 2, "high": 3, "critical": 4}

# METADATA
# description: a severity is at or above another; undefined when either is unknown
at_least(level, least) if _ranks[level] >= _ranks[least]

# METADATA
# description: a severity is below another; undefined when either is unknown
below(level, least) if _ranks[level] < _ranks[least]
