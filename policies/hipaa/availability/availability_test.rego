package policies.hipaa.availability_test

import data.policies.hipaa.availability
import data.policies.lib.testing

_document := {
	"id": "D-1",
	"title": "Appointment",
	"type": "appointment",
	"topics": ["security-official"],
	"status": "approved",
}

_with(changes) := {"documents": [object.union(_document, changes)]}

test_pass_everyone_can_read_it if {
	testing.told(availability.observations) == {["D-1", "pass"]}
		with input as _with({"implementers": ["ops"], "available_to": ["ops"]})
}

test_fail_somebody_cannot if {
	testing.told(availability.observations) == {["D-1", "fail"]}
		with input as _with({"implementers": ["ops"], "available_to": []})
}

test_skip_retired_document if {
	testing.told(availability.observations) == {["D-1", "skip"]} with input as _with({"status": "retired"})
}

test_empty_register if {
	availability.subjects == set() with input as {"documents": []}
	availability.observations == set() with input as {"documents": []}
}

test_unmatched_document_that_nobody_must_carry_out_stays_undecided if {
	nobody := _with({"implementers": [], "available_to": []})
	availability.subjects == {"D-1"} with input as nobody
	availability.observations == set() with input as nobody
}

test_malformed_document_that_does_not_count_is_skipped_whoever_reads_it if {
	every status in ["draft", "retired"] {
		every readers in [["ops"], []] {
			testing.told(availability.observations) == {["D-1", "skip"]}
				with input as _with({"status": status, "implementers": ["ops"], "available_to": readers})
		}
	}
}
