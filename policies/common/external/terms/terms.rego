# METADATA
# title: External systems are used only as agreed
# description: |
#   The rules ask that external systems are used only under terms, of a type
#   that is not prohibited, once their controls were verified, and with an
#   agreement that is kept.
#   We read, as far as it is asked for, what the register says of each external
#   system in use for what is asked about; an agreement counts until its last
#   day, at the assessment. What terms and agreements say, and systems that
#   nobody listed, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-20 and AC-20(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.20
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [external-systems]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     external-terms:
#       description: "what the use must have: permitted, terms, verified, agreement, identified, limited"
#     external-uses:
#       description: "uses that are asked about: access, process, store, transmit"
#   needs: [now]
#   remediation: Stop the use of each system listed, or verify its controls, agree on terms and record them.
package policies.common.external.terms

import data.policies.lib.facts
import data.policies.lib.observe
import data.policies.lib.seen

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

observations contains observe.skip(system.id, "not used for that") if {
	some system in input.systems
	system.in_use == true
	none := {use | some use in system.uses; use in data.assay.params["external-uses"]}
	count(none) == 0
}

_asked := data.assay.params["external-terms"]

_used contains system if {
	some system in input.systems
	system.in_use == true
	some use in system.uses
	use in data.assay.params["external-uses"]
}

_known contains [system.id, "permitted", system.permitted] if some system in input.systems

_known contains [system.id, "terms", facts.written(system.terms)] if some system in input.systems

_known contains [system.id, "identified", system.identified] if some system in input.systems

_known contains [system.id, "limited", system.limited] if some system in input.systems

_known contains [system.id, "verified", true] if {
	some system in input.systems
	seen.happened(system.controls_verified_on)
}

_known contains [system.id, "agreement", facts.lasting(system.agreement.expires, data.assay.now)] if {
	some system in input.systems
	seen.happened(system.agreement.signed_on)
}

_known contains [system.id, "verified", false] if {
	some system in input.systems
	is_null(system.controls_verified_on)
}

_known contains [system.id, "agreement", false] if {
	some system in input.systems
	is_null(system.agreement)
}
