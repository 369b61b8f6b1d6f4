#!/usr/bin/env bash
# Writes one comment on the pull request, or renews it: the gate's word, and what changed
# against the base. A comment that cannot be written changes no verdict.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

[[ ${ASSAY_PULL_REQUEST-} =~ ^[0-9]+$ ]] || {
  echo "not a pull request: no comment"
  exit 0
}
[[ ${GITHUB_REPOSITORY-} =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] || fail 2 "GITHUB_REPOSITORY is no repository"
mark="<!-- assay-gate $(printf '%s' "$ASSAY_CONFIG ${ASSAY_GATE-}" | sha256sum | cut -c1-16) -->"
body=$RUNNER_TEMP/assay-comment.md
{
  printf '%s\n' "$mark"
  head -c 40000 "$ASSAY_SUMMARY_FILE"
  if [ -n "${ASSAY_BASE_RESULTS-}" ]; then
    # Four spaces make every line of it code, whatever it holds.
    printf '\n\n### Against the base\n\n'
    assay diff "$ASSAY_BASE_RESULTS" "$ASSAY_RESULTS" | head -c 15000 | sed 's/^/    /'
  fi
} >"$body"

api=repos/$GITHUB_REPOSITORY/issues
id=$(gh api --paginate "$api/$ASSAY_PULL_REQUEST/comments" --jq '.[] | select(.user.type == "Bot") | [.id, .body] | @json' |
  jq -r --arg mark "$mark" 'select(.[1] | startswith($mark)) | .[0]' | head -n 1)
jq -Rs '{body: .}' "$body" >"$body.json"
if [[ $id =~ ^[0-9]+$ ]]; then
  gh api --method PATCH "$api/comments/$id" --input "$body.json" --silent
else
  gh api --method POST "$api/$ASSAY_PULL_REQUEST/comments" --input "$body.json" --silent
fi
