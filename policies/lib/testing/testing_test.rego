package policies.lib.testing_test

import data.policies.lib.observe
import data.policies.lib.testing

test_told_lists_subject_and_outcome if {
	testing.told({observe.pass("ana", "yes"), observe.fail("bob", "no")}) == {["ana", "pass"], ["bob", "fail"]}
}

test_told_of_nothing_is_nothing if {
	testing.told(set()) == set()
}
