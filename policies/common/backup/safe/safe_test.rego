package policies.common.backup.safe_test

import data.policies.common.backup.safe
import data.policies.lib.testing

_job := {"id": "nightly", "covers": ["user-data"], "source": "live", "last_success": null}

_retired := {"jobs": [{"id": "old", "covers": ["user-data"], "source": "retired", "last_success": null}]}

_params := {"copy-safeguards": ["immutable", "offsite"]}

_with(changes) := {"jobs": [object.union(_job, changes)]}

test_pass_immutable_and_elsewhere if {
	testing.told(safe.observations) == {["nightly", "pass"]} with input as _with({"immutable": true, "offsite": true})
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"immutable": false, "offsite": true}, {"immutable": true, "offsite": false}] {
		testing.told(safe.observations) == {["nightly", "fail"]} with input as _with(weakness)
			with data.assay.params as _params
	}
}

test_skip_job_of_a_retired_source if {
	testing.told(safe.observations) == {["old", "skip"]} with input as _retired
}

test_empty_evidence_gives_no_subject if {
	safe.subjects == set() with input as {"jobs": []}
	safe.observations == set() with input as {"jobs": []}
}

test_unmatched_job_the_exporter_says_nothing_of_stays_undecided if {
	safe.subjects == {"nightly"} with input as _with({"immutable": true, "offsite": null})
	safe.observations == set() with input as _with({"immutable": true, "offsite": null}) with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(safe.observations) == {["nightly", "pass"]} with input as _with({"immutable": false, "offsite": true})
		with data.assay.params as {"copy-safeguards": ["offsite"]}
	testing.told(safe.observations) == {["nightly", "pass"]} with input as _with({"immutable": true, "offsite": false})
		with data.assay.params as {"copy-safeguards": ["immutable"]}
}

test_malformed_job_of_a_retired_source_is_skipped_whatever_it_says if {
	every fact in [true, false, null] {
		testing.told(safe.observations) == {["nightly", "skip"]}
			with input as _with({"source": "retired", "immutable": fact, "offsite": fact})
			with data.assay.params as _params
	}
}
