package policies.lib.observe_test

import data.policies.lib.observe

test_pass_names_subject_outcome_and_reason if {
	observe.pass("ana", "enrolled") == {"subject": "ana", "outcome": "pass", "why": "enrolled"}
}

test_fail_names_subject_outcome_and_reason if {
	observe.fail("ana", "not enrolled") == {"subject": "ana", "outcome": "fail", "why": "not enrolled"}
}

test_skip_names_subject_outcome_and_reason if {
	observe.skip("ana", "cannot log in") == {"subject": "ana", "outcome": "skip", "why": "cannot log in"}
}

test_part_says_where_a_finding_is if {
	told := observe.part(observe.fail("CVE-1", "found"), "os by t")
	told == {"subject": "CVE-1", "outcome": "fail", "why": "found", "of": "os by t"}
}

test_a_finding_has_an_id_of_its_own if {
	weakness := {"id": "CVE-1", "level": "high", "since": "", "stands": true}
	told := observe.finding(observe.fail("CVE-1 in openssl", "found"), weakness)
	told == {"subject": "CVE-1 in openssl", "outcome": "fail", "why": "found", "finding": weakness}
}
