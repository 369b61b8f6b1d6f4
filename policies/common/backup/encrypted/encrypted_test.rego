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

_kept(changes) := {"jobs": [object.union(
	{"id": "old", "covers": ["user-data"], "source": "retired", "last_success": "2025-01-03T02:00:00Z"},
	changes,
)]}

test_fail_plain_copies_of_a_retired_source_are_still_there if {
	testing.told(encrypted.observations) == {["old", "fail"]} with input as _kept({"encrypted": false})
}

test_unmatched_copies_of_a_retired_source_of_which_nothing_is_said_stay_undecided if {
	encrypted.subjects == {"old"} with input as _kept({})
	encrypted.observations == set() with input as _kept({})
}

test_malformed_job_that_never_made_a_copy_is_skipped_whatever_it_says if {
	every encrypted_copies in [true, false, null] {
		testing.told(encrypted.observations) == {["old", "skip"]}
			with input as _kept({"last_success": null, "encrypted": encrypted_copies})
	}
}
