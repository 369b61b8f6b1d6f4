#!/usr/bin/env bash
# Writes one comment on the pull request, or renews it: the gate's word, and what changed
# against the base. A run without a word says so: an older one must not stay in its place.
# A comment that cannot be written changes no verdict.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

# whole_lines BYTES gives the lines of standard input that fit, and says where it cut.
# GitHub takes 65536 characters of a comment.
whole_lines() {
  LC_ALL=C awk -v left="$1" '!cut { left -= length($0) + 1; if (left < 0) cut = 1; else print }
    END { if (cut) print "\n(cut here: the rest is in the summary of the run)" }'
}

[[ ${ASSAY_PULL_REQUEST-} =~ ^[0-9]+$ ]] || {
  echo "not a pull request: no comment"
  exit 0
}
[[ ${GITHUB_REPOSITORY-} =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] || fail 2 "GITHUB_REPOSITORY is no repository"
mark="<!-- assay-gate $(printf '%s' "$ASSAY_CONFIG ${ASSAY_GATE-}" | sha256sum | cut -c1-16) -->"
body=$RUNNER_TEMP/assay-comment.md
difference=$RUNNER_TEMP/assay-difference.txt
{
  printf '%s\n' "$mark"
  if [ -z "${ASSAY_SUMMARY_FILE-}" ]; then
    printf '**assay: nothing could be assessed.** The log of the run says why. This is no pass.\n'
  else
    whole_lines 40000 <"$ASSAY_SUMMARY_FILE"
    printf '\n\n### Against the base\n\n'
    if [ -z "${ASSAY_BASE_RESULTS-}" ]; then
      printf 'The base was not assessed: nothing is compared.\n'
    elif assay diff "$ASSAY_BASE_RESULTS" "$ASSAY_RESULTS" >"$difference"; then
      # Four spaces make every line of it code, whatever it holds.
      tr '\r\f\v' '   ' <"$difference" | sed 's/^/    /' | whole_lines 15000
    else
      printf 'The two could not be compared: the log of the run says why.\n'
    fi
  fi
  [[ ! ${ASSAY_HEAD-} =~ ^[0-9a-f]{40}$ ]] || printf '\nOf commit %s.\n' "$ASSAY_HEAD"
} >"$body"

api=repos/$GITHUB_REPOSITORY/issues
gh api --paginate "$api/$ASSAY_PULL_REQUEST/comments" --jq '.[] | select(.user.type == "Bot") | [.id, .body] | @json' >"$body.all"
id=$(jq -r --arg mark "$mark" 'select(.[1] | startswith($mark)) | .[0]' "$body.all" | sed -n 1p)
jq -Rs '{body: .}' "$body" >"$body.json"
if [[ $id =~ ^[0-9]+$ ]]; then
  gh api --method PATCH "$api/comments/$id" --input "$body.json" --silent
else
  gh api --method POST "$api/$ASSAY_PULL_REQUEST/comments" --input "$body.json" --silent
fi
