# METADATA
# title: Accounts of people who left are disabled in time
# description: |
#   The rules ask that access ends when employment does, within a set time.
#   We read the staff register joined to each account of a person. An account
#   of someone still employed passes; one of someone who left passes when it
#   was disabled in time, and fails when it was still enabled too long after,
#   both as the store was read: whether one was disabled since is not known, and
#   leaves it undecided. Keys and badges outside the identity store, and
#   access that should change when somebody moves to other work, are not
#   seen: of rules that ask for these too it can show that they are broken,
#   not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-02(03)(b) and PS-04a.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.9.2[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(3)(ii)(C)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   params:
#     max-hours-after-leaving:
#       description: hours from the end of employment until the account is disabled
#       controls: [ac-02.03_odp.01]
#   needs: [now]
#   decides:
#     nist-800-53: [ac-2.3_obj.b]
#   supports:
#     cmmc: [ps.l2-3.9.2_obj.b]
#     hipaa: [hipaa-164.308.a.3.ii.c]
#   remediation: Disable each account listed at once, and tie the identity store to the staff register.
package policies.common.iam.leavers

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if some account in input.accounts

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "owner is employed") if {
	some account in input.accounts
	account.type in _personal
	account.employment == "active"
}

observations contains observe.pass(account.id, "disabled in time") if {
	some account in input.accounts
	account.type in _personal
	account.employment == "ended"
	account.enabled == false
	seen.happened(account.disabled_on)
	dates.hours(account.employment_ended_on, account.disabled_on) <= data.assay.params["max-hours-after-leaving"]
}

observations contains observe.fail(account.id, "disabled too late after its owner left") if {
	some account in input.accounts
	account.type in _personal
	account.employment == "ended"
	account.enabled == false
	dates.hours(account.employment_ended_on, account.disabled_on) > data.assay.params["max-hours-after-leaving"]
}

observations contains observe.fail(account.id, "still enabled after its owner left") if {
	some account in input.accounts
	account.type in _personal
	account.employment == "ended"
	account.enabled == true
	seen.hours_then(account.employment_ended_on) > data.assay.params["max-hours-after-leaving"]
}

observations contains observe.skip(account.id, "its owner left just now") if {
	some account in input.accounts
	account.type in _personal
	account.employment == "ended"
	account.enabled == true
	seen.hours(account.employment_ended_on, data.assay.now) <= data.assay.params["max-hours-after-leaving"]
}

observations contains observe.skip(account.id, "not an account of one person") if {
	some account in input.accounts
	not account.type in _personal
	account.type != "unknown"
}

_personal := {"person", "temporary"}
