package policies.lib.texts_test

import data.policies.lib.texts

test_a_word_is_given if {
	texts.given("ana")
}

test_blanks_say_nothing if {
	not texts.given("")
	not texts.given(" \t")
}

test_what_is_no_text_says_nothing if {
	nothing := json.unmarshal("null")
	not texts.given(nothing)
	not texts.given(0)
}
