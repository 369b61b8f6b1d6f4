# METADATA
# title: Help for tests
# description: Says what a check told of whom, so that a test reads like a sentence.
package policies.lib.testing

# METADATA
# description: the pairs of subject and outcome in a set of observations
told(observations) := {[seen.subject, seen.outcome] | some seen in observations}
