# METADATA
# title: Somebody hears when logging fails
# description: |
#   The rules ask that named people are alerted when audit logging fails, and
#   that the failures which raise the alert are defined.
#   We read, of each audit store, the parts of the alert that are asked for:
#   that it names recipients, that it names kinds of failure, and that a test
#   reached the recipients lately. A test that was too old at the collection
#   fails; one that has become too old since leaves the store undecided, because
#   a later one would not be seen.
# related_resources:
#   - description: SP 800-171A, 3.3.4[a] to 3.3.4[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, AU-5
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [audit-config]
#   applies-to: [log-store]
#   method: TEST
#   severity: moderate
#   params:
#     alert-parts:
#       description: "parts of the alert that must be right: recipients, failures, test"
#     max-alert-test-days:
#       description: days a test of the alert counts
#   needs: [now]
#   supports:
#     nist-800-53: [au-5_obj.a]
#   remediation: Set up the alert for each store listed, test it, and record the test.
package policies.common.audit.failure_alert

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains store.id if some store in input.stores

# METADATA
# description: one outcome per store
# entrypoint: true
observations contains observe.pass(store.id, sprintf("the alert is set up: %s", [concat(", ", _asked)])) if {
	some store in _audit
	every part in _asked {
		[store.id, part] in _shown
	}
}

observations contains observe.fail(store.id, "no alert is set up") if {
	some store in _audit
	is_null(store.failure_alert)
}

observations contains observe.fail(store.id, "the alert has no recipient") if {
	"recipients" in _asked
	some store in _audit
	count(store.failure_alert.recipients) == 0
}

observations contains observe.fail(store.id, "the alert knows no kind of failure") if {
	"failures" in _asked
	some store in _audit
	count(store.failure_alert.failures) == 0
}

observations contains observe.fail(store.id, "the last test did not arrive") if {
	"test" in _asked
	some store in _audit
	store.failure_alert.test_arrived == false
}

observations contains observe.fail(store.id, "the last test is too old") if {
	"test" in _asked
	some store in _audit
	seen.days_then(store.failure_alert.tested_on) > data.assay.params["max-alert-test-days"]
}

observations contains observe.skip(store.id, "holds no audit records") if {
	some store in input.stores
	store.purpose != "audit"
}

_asked := data.assay.params["alert-parts"]

_audit contains store if {
	some store in input.stores
	store.purpose == "audit"
}

# Parts of the alert that are as they must be, by store.
_shown contains [store.id, "recipients"] if {
	some store in _audit
	count(store.failure_alert.recipients) > 0
}

_shown contains [store.id, "failures"] if {
	some store in _audit
	count(store.failure_alert.failures) > 0
}

_shown contains [store.id, "test"] if {
	some store in _audit
	store.failure_alert.test_arrived == true
	seen.days(store.failure_alert.tested_on, data.assay.now) <= data.assay.params["max-alert-test-days"]
}
