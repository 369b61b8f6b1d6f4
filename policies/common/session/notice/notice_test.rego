package policies.common.session.notice_test

import data.policies.common.session.notice
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

test_pass_notice if {
	testing.told(notice.observations) == {["portal", "pass"]} with input as _with({"banner": "Authorized use only."})
}

test_fail_no_notice if {
	testing.told(notice.observations) == {["portal", "fail"]} with input as _with({"banner": null})
}

test_skip_place_for_machines if {
	testing.told(notice.observations) == {["api", "skip"]} with input as _machines
}

test_empty_evidence_gives_no_subject if {
	notice.subjects == set() with input as {"policies": []}
	notice.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	notice.subjects == {"portal"} with input as _with({"banner": " "})
	notice.observations == set() with input as _with({"banner": " "})
}

test_pass_short_notice if {
	testing.told(notice.observations) == {["portal", "pass"]} with input as _with({"banner": "!"})
}

test_malformed_blank_notice_stays_undecided if {
	notice.observations == set() with input as _with({"banner": " "})
}

test_skip_place_for_machines_whatever_it_shows if {
	every banner in ["Authorized use only.", null] {
		testing.told(notice.observations) == {["portal", "skip"]}
			with input as _with({"users": "machines", "banner": banner})
	}
}
