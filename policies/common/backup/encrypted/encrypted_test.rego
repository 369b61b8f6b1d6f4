package policies.common.backup.encrypted_test

import data.policies.common.backup.encrypted
import data.policies.lib.testing

_job := {"id": "nightly", "covers": ["user-data"], "source": "live", "last_success": null}

_retired := {"jobs": [{"id": "old", "covers": ["user-data"], "source": "retired", "last_success": null}]}

_with(changes) := {"jobs": [object.union(_job, changes)]}

test_pass_encrypted_copies if {
	testing.told(encrypted.observations) == {["nightly", "pass"]} with input as _with({"encrypted": true})
}

test_fail_plain_copies if {
	testing.told(encrypted.observations) == {["nightly", "fail"]} with input as _with({"encrypted": false})
}

test_skip_job_of_a_retired_source if {
	testing.told(encrypted.observations) == {["old", "skip"]} with input as _retired
}

test_empty_evidence_gives_no_subject if {
	encrypted.subjects == set() with input as {"jobs": []}
	encrypted.observations == set() with input as {"jobs": []}
}

test_unmatched_job_the_exporter_says_nothing_of_stays_undecided if {
	encrypted.subjects == {"nightly"} with input as _with({})
	encrypted.observations == set() with input as _with({})
}
