# METADATA
# title: Rules that come into force
# description: |
#   Whether rules apply at the assessment that come into force on a day, that may
#   be taken up earlier, and that leave some grace. taken is the day from which
#   the system goes by them; term is the first day on which it may and the last
#   on which it must. A day outside the term counts as its nearer end. Where one
#   of them is no day, nothing is said.
package policies.lib.adoption

import data.policies.lib.dates

# METADATA
# description: the rules apply at a time
begun(now, taken, term) if dates.ns(now) >= _from(taken, term)

# METADATA
# description: the rules do not apply yet at a time
ahead(now, taken, term) if dates.ns(now) < _from(taken, term)

_from(taken, [earliest, latest]) := min([max([dates.ns(taken), dates.ns(earliest)]), dates.ns(latest)])
