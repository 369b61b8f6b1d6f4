# METADATA
# title: Scanners find no credentials in code or images
# description: |
#   The rules ask that authenticators are not stored unencrypted in
#   applications or files.
#   We read what a secret scanner found in the code and images of an
#   application. A target passes when nothing was found in it, and stays
#   undecided when some record was not decided. What the scanner does not
#   know as a secret is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, IA-5(7)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.5.10
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [secret-findings]
#   applies-to: [application]
#   method: TEST
#   severity: critical
#   supports:
#     nist-800-53: [ia-5.7, ia-5_obj.g]
#   informs:
#     cmmc: [ia.l2-3.5.10_obj.a]
#     hipaa: [hipaa-164.312.d]
#   remediation: Revoke each credential listed, remove it from the history, and fetch it at run time.
package policies.common.secrets.none

import data.policies.lib.observe
import data.policies.lib.scans

# METADATA
# description: |
#   each examined target but those with a record that fails, each record, and
#   the target of a scan that shows nothing
# entrypoint: true
subjects contains target if {
	some target in input.examined
	not target in _failing
}

subjects contains name if some name in _names

subjects contains input.target.name if not scans.usable(input.scan)

# METADATA
# description: one outcome per target and per record
# entrypoint: true
observations contains scans.placed(_parts, target, observe.pass(target, "examined, nothing that counts was found")) if {
	scans.usable(input.scan)
	some target in input.examined
	not target in _failing
	not target in _open
}

observations contains seen if some seen in scans.outcomes(_names, scans.parted(_parts, input.findings, _said))

_parts := scans.parts(input)

_failing := scans.failing(input.findings, _said)

_open := scans.open(input.findings, _names, _said)

# The records from which something may be concluded. Objects are built by
# comprehension: a rule for each key takes a time that grows with its square.
_records := [finding |
	scans.usable(input.scan)
	some finding in input.findings
]

_said := object.union_n([
	{place: observe.pass(_names[place], "removed and revoked") |
		some place, finding in _records
		finding.status == "pass"
	},
	{place: observe.fail(_names[place], scans.aside(why, finding.suppressed)) |
		some place, finding in _records
		finding.status == "fail"
		why := sprintf("a credential is there%s", [scans.at_line(finding)])
	},
	{place: observe.skip(_names[place], "does not apply") |
		some place, finding in _records
		finding.status == "skip"
	},
])

# What a record is called: rule, file, target. Lines move, so they are no part of it.
_names := object.union_n([
	{place: sprintf("%s in %s, %s", [finding.id, finding.path, finding.target]) |
		some place, finding in input.findings
		finding.path
	},
	{place: sprintf("%s in %s", [finding.id, finding.target]) |
		some place, finding in input.findings
		not finding.path
	},
])
