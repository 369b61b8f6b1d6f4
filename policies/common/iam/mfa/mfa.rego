# METADATA
# title: Multi-factor authentication on accounts that can sign in
# description: |
#   The rules ask for a second factor on access to accounts: to all of them,
#   or to privileged and to ordinary ones apart.
#   We read, for each account that can sign in, that a second factor is
#   enrolled and that the sign-in policy in force refuses it without one.
#   Enrolled but not required is not enough, nor is required but not
#   enrolled. We see the accounts of identity providers; a component with
#   accounts of its own must be listed as one.
# related_resources:
#   - description: SP 800-53 Rev. 5, IA-2(1) and IA-2(2)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.5.3
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   params:
#     population:
#       description: "which accounts: privileged, ordinary or all"
#   informs:
#     hipaa: [hipaa-164.312.d]
#   remediation: >-
#     Enrol a second factor for each account listed, require it in the
#     sign-in policy, then collect again.
package policies.common.iam.mfa

import data.policies.lib.observe

# METADATA
# description: every account that can sign in and belongs to the population; one without an outcome is undecided
# entrypoint: true
subjects contains account.id if {
	some account in input.accounts
	_concerned(account.interactive, account.privileged)
}

# METADATA
# description: one outcome per account
# entrypoint: true
observations contains observe.pass(account.id, "second factor required and enrolled") if {
	some account in input.accounts
	_concerned(account.interactive, account.privileged)
	account.enabled == true
	account.mfa_required == true
	account.mfa_devices > 0
}

observations contains observe.fail(account.id, "no second factor enrolled") if {
	some account in input.accounts
	_concerned(account.interactive, account.privileged)
	account.interactive == true
	account.enabled == true
	account.mfa_devices == 0
}

observations contains observe.fail(account.id, "can sign in without a second factor") if {
	some account in input.accounts
	_concerned(account.interactive, account.privileged)
	account.interactive == true
	account.enabled == true
	account.mfa_required == false
}

observations contains observe.skip(account.id, "disabled") if {
	some account in input.accounts
	_concerned(account.interactive, account.privileged)
	account.enabled == false
}

# An account whose rights are not known belongs to every population, and so does
# one of which nobody knows whether it can sign in.
_concerned(interactive, privileged) if {
	interactive != false
	data.assay.params.population == "all"
	is_boolean(privileged)
}

_concerned(interactive, privileged) if {
	interactive != false
	data.assay.params.population == "privileged"
	privileged == true
}

_concerned(interactive, privileged) if {
	interactive != false
	data.assay.params.population == "ordinary"
	privileged == false
}

_concerned(interactive, privileged) if {
	interactive != false
	is_null(privileged)
}
