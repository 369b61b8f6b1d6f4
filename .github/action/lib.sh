#!/usr/bin/env bash
# What the steps of the action share. Inputs come as ASSAY_… in the environment, never
# inside a command.
set -euo pipefail

# fail CODE WORDS… says what is wrong in words of ours and ends.
fail() {
  local code=$1
  shift
  printf '::error title=assay::%s\n' "$*"
  exit "$code"
}

# one_line NAME VALUE refuses a value that would be more than one line of a file that
# GitHub reads line by line.
one_line() {
  case $2 in
    *$'\n'* | *$'\r'*) fail 2 "input $1 has more than one line" ;;
  esac
}

# output NAME VALUE sets an output of the step.
output() {
  one_line "$1" "$2"
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# lines NAME sets an output of several lines from standard input. What ends it is one
# of ours, and a value that holds that line is refused, so that none can end early.
lines() {
  local text mark=assay-ends-$1
  text=$(cat)
  ! grep -qxF -- "$mark" <<<"$text" || fail 2 "output $1 holds its own end"
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$text" "$mark" >>"$GITHUB_OUTPUT"
}

# has_commit REVISION fails where the checkout does not have the commit, and says what to do.
has_commit() {
  git cat-file -e "$1^{commit}" 2>/dev/null || fail 2 "the base commit is not in this checkout: give actions/checkout fetch-depth: 0"
}

# quiet COMMAND… runs a command whose output holds words of others: between two marks
# that nobody can guess GitHub reads no workflow command. It gives the exit code of
# the command.
quiet() {
  local mark code=0
  mark=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
  printf '::stop-commands::%s\n' "$mark"
  "$@" 2>&1 || code=$?
  printf '\n::%s::\n' "$mark"
  return "$code"
}
