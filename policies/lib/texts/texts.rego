# METADATA
# title: Texts
# description: What checks share that ask whether something was written down.
package policies.lib.texts

# METADATA
# description: |
#   a text says something; exports write an empty one, or blanks, where they
#   know nothing, and null where they know that there is nothing
given(text) if {
	is_string(text)
	trim_space(text) != ""
}
