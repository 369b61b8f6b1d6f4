# METADATA
# title: Mobile code runs only where it was authorized
# description: |
#   The rules ask that the use of mobile code is authorized, controlled and
#   monitored.
#   We read, as far as it is asked for, that in each place every sort of mobile
#   code that can run was authorized and is no unacceptable one, and that its
#   use is monitored. Whether the restrictions hold is not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-18b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.13[a] and 3.13.13[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [mobile-code]
#   applies-to: [organization, application]
#   method: TEST
#   severity: low
#   params:
#     mobile-code-parts:
#       description: what is looked at, controlled or monitored
#     unacceptable-mobile-code:
#       description: sorts of mobile code that must never run, in lower case
#   remediation: Block the mobile code listed, or have it authorized; record its use.
package policies.common.mobile_code.controlled

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains place.id if some place in input.places

# METADATA
# description: one outcome per place; each thing that is wrong
# entrypoint: true
observations contains observe.pass(place.id, concat(" and ", _asked)) if {
	some place in input.places
	place.active
	every part in _asked {
		[place.id, part] in _there
	}
}

observations contains observe.fail(place.id, sprintf("%s can run, and is unacceptable", [technology.name])) if {
	"controlled" in _asked
	some place in input.places
	place.active
	some technology in place.technologies
	technology.use in {"allowed", "restricted"}
	technology.name in _unacceptable
}

observations contains observe.fail(place.id, sprintf("%s was not authorized", [technology.name])) if {
	"controlled" in _asked
	some place in input.places
	place.active
	some technology in place.technologies
	technology.use in {"allowed", "restricted"}
	technology.authorized == false
}

observations contains observe.fail(place.id, "nobody monitors it") if {
	"monitored" in _asked
	some place in input.places
	place.active
	place.monitored == false
}

observations contains observe.skip(place.id, "not in use") if {
	some place in input.places
	place.active == false
}

_asked := data.assay.params["mobile-code-parts"]

_unacceptable := data.assay.params["unacceptable-mobile-code"]

# What is there, by place.
_there contains [place.id, "controlled"] if {
	some place in input.places
	count(place.technologies) > 0
	every technology in place.technologies {
		[place.id, technology] in _harmless
	}
}

_there contains [place.id, "monitored"] if {
	some place in input.places
	place.monitored == true
}

# Code that cannot run, or was authorized.
_harmless contains [place.id, technology] if {
	some place in input.places
	some technology in place.technologies
	technology.use == "blocked"
}

_harmless contains [place.id, technology] if {
	some place in input.places
	some technology in place.technologies
	technology.use in {"allowed", "restricted"}
	technology.authorized == true
	not technology.name in _unacceptable
}
