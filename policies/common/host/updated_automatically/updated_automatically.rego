# METADATA
# title: Security updates install by themselves
# description: |
#   The rule asks that security updates are installed by automated means, in a
#   defined rhythm.
#   We read what installs updates on the host and when it last looked for them.
#   A look that was too old at the collection fails; one that has become too old
#   since leaves the host undecided. Firmware is not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SI-02(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: moderate
#   params:
#     max-update-look-days:
#       description: days between looks for updates
#       controls: [si-02.02_odp.02]
#   needs: [now]
#   remediation: Let a tool install updates on each host listed, and find out why it stopped looking.
package policies.common.host.updated_automatically

import data.policies.lib.hosts
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: the host; without an outcome it is undecided
# entrypoint: true
subjects contains input.host.name

# METADATA
# description: the outcome for the host
# entrypoint: true
observations contains observe.pass(input.host.name, sprintf("by %s", [input.patches.managed_by])) if {
	not hosts.off
	texts.given(input.patches.managed_by)
	seen.days(input.patches.checked_on, data.assay.now) <= data.assay.params["max-update-look-days"]
}

observations contains observe.fail(input.host.name, "people install updates") if {
	not hosts.off
	is_null(input.patches.managed_by)
}

observations contains observe.fail(input.host.name, "never looked for updates") if {
	not hosts.off
	is_null(input.patches.checked_on)
}

observations contains observe.fail(input.host.name, sprintf("last looked %d days before the export", [age])) if {
	not hosts.off
	age := seen.days_then(input.patches.checked_on)
	age > data.assay.params["max-update-look-days"]
}

observations contains observe.skip(input.host.name, "the host does not run") if hosts.off
