# METADATA
# title: Every part of the software is identified
# description: |
#   The rules ask for an inventory of components at the level of detail that
#   tracking needs.
#   We read that each part of a bill of materials has a version and a package
#   URL, so that vulnerabilities can be found for it. Files and the whole
#   itself are not parts. That nothing is missing cannot be seen: this can
#   show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-08a.04
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.4.1[e]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [sbom]
#   applies-to: [application]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [cm-8_obj.a.4]
#   informs:
#     cmmc: [cm.l2-3.4.1_obj.e]
#   remediation: Let the build record version and package URL of each part listed.
package policies.common.sbom.identified

import data.policies.lib.observe
import data.policies.lib.scans
import data.policies.lib.texts

# METADATA
# description: each part of the bill of materials, and the target of one that shows nothing
# entrypoint: true
subjects contains name if some name in _names

subjects contains input.target.name if not scans.usable(input.scan)

# METADATA
# description: one outcome per part
# entrypoint: true
observations contains seen if some seen in scans.outcomes(_names, _said)

# The parts from which something may be concluded. Objects are built by
# comprehension: a rule for each key takes a time that grows with its square.
_parts := [part |
	scans.usable(input.scan)
	some part in input.components
]

_said := object.union_n([
	{place: observe.pass(_names[place], "version and package URL known") |
		some place, part in _parts
		not part.type in _no_parts
		texts.given(part.version)
		startswith(part.purl, "pkg:")
	},
	{place: observe.fail(_names[place], "version not known") |
		some place, part in _parts
		not part.type in _no_parts
		not texts.given(part.version)
	},
	{place: observe.skip(_names[place], sprintf("%s, not a part of its own", [part.type])) |
		some place, part in _parts
		part.type in _no_parts
	},
])

_no_parts := {"file", "data", "cryptographic-asset", "machine-learning-model"}

# What a part is called. Two of one name and version are judged together.
# regal ignore:prefer-set-or-object-rule
_names := {place: trim_space(sprintf("%s %s", [part.name, part.version])) | some place, part in input.components}
