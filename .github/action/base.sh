#!/usr/bin/env bash
# Assesses the base of the change beside it, at the same time and by its own rules, so
# that the gate can be held against it and the difference can be told. A base that
# cannot be assessed is no baseline: the step says so, and a gate that asks for one fails.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

if ! [[ ${ASSAY_BASE-} =~ ^[0-9a-f]{40}$ ]] || [[ $ASSAY_BASE =~ ^0+$ ]]; then
  echo "there is no base to compare with"
  exit 0
fi
has_commit "$ASSAY_BASE"

tree=$RUNNER_TEMP/assay-base
results=$RUNNER_TEMP/assay-base-results
# An earlier use of the action in the same job leaves a tree.
rm -rf "$tree" "$results"
git worktree prune
git -c core.hooksPath=/dev/null worktree add --quiet --detach "$tree" "$ASSAY_BASE"
[ -f "$tree/$ASSAY_CONFIG" ] || {
  echo "the base has no $ASSAY_CONFIG yet"
  exit 0
}
args=(assess --config "$tree/$ASSAY_CONFIG" --out "$results" --no-store)
[ -z "${ASSAY_AS_OF-}" ] || args+=(--as-of "$ASSAY_AS_OF")
code=0
quiet assay "${args[@]}" || code=$?
case $code in
  0 | 1 | 3) output results "$results" ;;
  *) fail 2 "the base cannot be assessed" ;;
esac
