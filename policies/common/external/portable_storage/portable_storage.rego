# METADATA
# title: Portable storage is restricted on external systems
# description: |
#   The rules ask that our portable storage devices are limited when they are
#   used on external systems.
#   We read what the register says of their use on each external system. Whether
#   people keep to it, and systems that nobody listed, are not seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-20(02)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.21[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [external-systems]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   supports:
#     cmmc: [ac.l2-3.1.21_obj.c]
#     nist-800-53: [ac-20.2_obj]
#   remediation: Forbid or limit portable storage on each system listed.
package policies.common.external.portable_storage

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains system.id if some system in input.systems

# METADATA
# description: one outcome per system; each thing that is wrong
# entrypoint: true
observations contains observe.pass(system.id, concat(", ", _asked)) if {
	some system in _used
	facts.kept(_known, system.id, _asked)
}

observations contains observe.fail(system.id, sprintf("not so: %s", [fact])) if {
	some system in _used
	some fact in facts.broken(_known, system.id, _asked)
}

observations contains observe.skip(system.id, "no longer used") if {
	some system in input.systems
	system.in_use == false
}

_asked := ["restricted"]

_used contains system if {
	some system in input.systems
	system.in_use == true
}

_known contains [system.id, "restricted", system.portable_storage in {"forbidden", "restricted"}] if {
	some system in input.systems
	system.portable_storage != "unknown"
}
