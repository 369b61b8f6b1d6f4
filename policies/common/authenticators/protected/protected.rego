# METADATA
# title: Authenticators are kept as safe as what they open
# description: |
#   The rules ask that authenticators are protected as the category of the
#   information behind them needs, and that private keys can be used only by
#   those authorized.
#   We read, as far as it is asked for, how each store protects what it keeps,
#   who can use it, and the category that it is built for. Copies elsewhere are
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-05(06) and IA-05(02)(a)(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [authenticator-stores]
#   applies-to: [identity-provider]
#   method: TEST
#   severity: high
#   params:
#     authenticator-contents:
#       description: "what must be kept so: passwords, private-keys, tokens"
#     store-safeguards:
#       description: "what a store must have: category, protection, limited"
#   remediation: Move what each store listed keeps to one that is protected as it needs.
package policies.common.authenticators.protected

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store; each thing that is wrong
# entrypoint: true
observations contains observe.pass(store.id, concat(", ", _asked)) if {
	some store in _used
	facts.kept(_known, store.id, _asked)
}

observations contains observe.fail(store.id, sprintf("not so: %s", [fact])) if {
	some store in _used
	some fact in facts.broken(_known, store.id, _asked)
}

observations contains observe.skip(store.id, "not in use") if {
	some store in input.stores
	store.in_use == false
}

observations contains observe.skip(store.id, "keeps nothing of that") if {
	some store in input.stores
	store.in_use == true
	asked := {content | some content in store.contents; content in data.assay.params["authenticator-contents"]}
	count(asked) == 0
}

_asked := data.assay.params["store-safeguards"]

_used contains store if {
	some store in input.stores
	store.in_use == true
	some content in store.contents
	content in data.assay.params["authenticator-contents"]
}

_known contains [store.id, "category", store.category >= store.reaches_category] if {
	some store in input.stores
	is_number(store.category)
	is_number(store.reaches_category)
}

_known contains [store.id, "protection", store.protection != "plain"] if {
	some store in input.stores
	store.protection != "unknown"
}

_known contains [store.id, "limited", store.limited] if some store in input.stores
