# METADATA
# title: Security updates are installed in time
# description: |
#   The rules ask that security updates are installed within a defined time
#   after their release.
#   We read the updates that are missing on the host and how long each has
#   been out at the assessment: one that was missing when the host was read is
#   missing until a newer reading shows that it is not. A host that lists none
#   passes; a scanner without a list leaves it undecided.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-02c.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.14.1[f]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: high
#   params:
#     max-patch-days:
#       description: days from the release of a security update to its installation
#       controls: [si-02_odp]
#   needs: [now]
#   supports:
#     cmmc: [si.l2-3.14.1_obj.f, si.l1-b.1.xii_obj.3.14.1.f]
#   informs:
#     hipaa: [hipaa-164.308.a.1.ii.b]
#   remediation: Install the updates listed on each host.
package policies.common.host.patches

import data.policies.lib.dates
import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, "no update is overdue") if {
	not hosts.off
	is_array(input.patches.pending)
	is_number(_since)
	count(_overdue) == 0
}

observations contains observe.fail(input.host.name, why) if {
	not hosts.off
	count(_overdue) > 0
	why := sprintf("overdue updates: %d, first %s", [count(_overdue), min(_overdue)])
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off

_overdue contains patch.id if {
	some patch in input.patches.pending
	patch.age_days + _since > data.assay.params["max-patch-days"]
}

# Days since the host was read.
_since := dates.age_days(input.collected_at, data.assay.now)
