package policies.lib.scans_test

import data.policies.lib.observe
import data.policies.lib.scans

test_a_finished_scan_is_usable if {
	scans.usable({"ok": true})
	scans.usable({"ok": true, "credentialed": true})
}

test_a_scan_that_failed_is_not if {
	not scans.usable({"ok": false})
	not scans.usable({"ok": false, "credentialed": true})
	not scans.usable({})
}

test_a_scan_without_credentials_is_not if {
	not scans.usable({"ok": true, "credentialed": false})
}

test_every_name_has_its_outcome if {
	said := {0: observe.pass("a", "y"), 1: observe.skip("b", "n")}
	scans.outcomes({0: "a", 1: "b"}, said) == {observe.pass("a", "y"), observe.skip("b", "n")}
}

test_a_record_of_which_nothing_is_said_leaves_its_name_open if {
	every seen in [observe.pass("a", "y"), observe.skip("a", "n")] {
		scans.outcomes({0: "a", 1: "a", 2: "b"}, {0: seen, 2: observe.pass("b", "y")}) == {observe.pass("b", "y")}
	}
}

test_a_fail_is_the_outcome_of_its_name if {
	said := {0: observe.pass("a", "y"), 1: observe.fail("a", "n")}
	scans.outcomes({0: "a", 1: "a", 2: "a"}, said) == {observe.fail("a", "n")}
}

_records := [{"target": "app"}, {"target": "db"}, {"target": "web"}]

test_targets_with_a_failing_record if {
	scans.failing(_records, {0: observe.fail("a", "n"), 1: observe.pass("b", "y")}) == {"app"}
}

test_targets_with_an_open_record if {
	scans.open(_records, {0: "a", 1: "b", 2: "c"}, {0: observe.fail("a", "n"), 1: observe.pass("b", "y")}) == {"web"}
}

test_records_that_the_check_does_not_name_are_not_open if {
	scans.open(_records, {0: "a"}, {0: observe.pass("a", "y")}) == set()
}

test_parts_are_examined_targets_with_the_whole_and_the_tool if {
	scan := {"tool": {"name": "t"}, "target": {"name": "img"}, "examined": ["app", "db"], "findings": [{"status": "fail"}]}
	scans.parts(scan) == {"app": "app in img by t", "db": "db in img by t"}
}

test_a_scan_that_lists_what_is_right_has_no_parts if {
	records := [{"status": "fail"}, {"status": "pass"}]
	scans.parts({"tool": {"name": "t"}, "target": {"name": "img"}, "examined": ["app"], "findings": records}) == {}
}

test_a_record_is_of_the_part_it_was_found_in if {
	said := {0: observe.fail("a", "n"), 1: observe.fail("b", "n")}
	parted := scans.parted({"app": "app by t"}, _records, said)
	parted == {0: observe.part(observe.fail("a", "n"), "app by t"), 1: observe.fail("b", "n")}
}

test_a_target_is_its_own_part if {
	clean := observe.pass("app", "y")
	scans.placed({"app": "app by t"}, "app", clean) == observe.part(clean, "app by t")
	scans.placed({}, "app", clean) == clean
}

test_set_aside_is_said if {
	scans.aside("found", false) == "found"
	contains(scans.aside("found", true), "set aside upstream")
}

test_what_vex_says_stands_for_the_words_given if {
	scans.inapplicable("does not apply", {"vex": "fixed: VEX of vendor"}) == "fixed: VEX of vendor"
	scans.inapplicable("does not apply", {}) == "does not apply"
}

test_a_line_is_added_where_there_is_one if {
	scans.at_line({"line": 12}) == ", line 12"
	scans.at_line({}) == ""
}

test_a_package_is_called_by_name_version_and_place if {
	scans.part({"name": "lodash", "version": "4.17.20", "path": "app/a"}) == "lodash 4.17.20 (app/a)"
	scans.part({"name": "openssl", "version": "3.0.1"}) == "openssl 3.0.1"
	scans.part({"name": "openssl"}) == "openssl"
}

test_a_package_without_a_name_is_called_by_what_is_known if {
	scans.part({"version": "3.0.1"}) == "3.0.1"
	scans.part({}) == ""
}
