#!/usr/bin/env bash
# Assesses, writes every report, and keeps the exit code for the last step: what comes
# between has to run when the gate says no, too.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

sarif=${ASSAY_SARIF:-$RUNNER_TEMP/assay.sarif}
summary=$RUNNER_TEMP/assay-summary.md
annotations=$RUNNER_TEMP/assay-annotations.txt
report=$RUNNER_TEMP/assay-report.json
rm -f "$sarif" "$summary" "$annotations" "$report"

args=(assess --config "$ASSAY_CONFIG" --out "$ASSAY_RESULTS"
  --report "sarif=$sarif" --report "json=$report" --report "github-summary=$summary" --report "github=$annotations")
[ -z "${ASSAY_GATE-}" ] || args+=(--gate "$ASSAY_GATE")
[ -z "${ASSAY_AS_OF-}" ] || args+=(--as-of "$ASSAY_AS_OF")
trusted=${ASSAY_TRUSTED_REF-}
[ "$trusted" != base ] || trusted=${ASSAY_CHANGE_BASE-}
if [ "${ASSAY_TRUSTED_REF-}" = base ] && [ -n "$trusted" ]; then
  [[ $trusted =~ ^[0-9a-f]{40}$ ]] || fail 2 "the base of the change is no commit"
  has_commit "$trusted"
  if ! git -C "$(dirname "$ASSAY_CONFIG")" cat-file -e "$trusted:./$(basename "$ASSAY_CONFIG")" 2>/dev/null; then
    printf '::warning title=assay::The base has no such configuration file: this change is judged by rules of its own. Its reviewer is who judges them.\n'
    trusted=
  fi
fi
[ -z "$trusted" ] || args+=(--trusted-ref "$trusted")
[ "${ASSAY_RECORD-}" != true ] || args+=(--record)
if [ "${ASSAY_AGAINST-}" = base ]; then
  [ -n "${ASSAY_BASE_RESULTS-}" ] || fail 2 "against: base, and the base could not be assessed"
  args+=(--ratchet "$ASSAY_BASE_RESULTS")
elif [ -n "${ASSAY_RATCHET-}" ]; then
  args+=(--ratchet "$ASSAY_RATCHET")
fi
files=("$sarif" "$report" "$summary")
while IFS= read -r line; do
  line=${line%$'\r'}
  case $line in
    '') ;;
    *=-) fail 2 "input reports: a report is a file here, not standard output" ;;
    ?*=?*)
      args+=(--report "$line")
      files+=("${line#*=}")
      ;;
    *) fail 2 "input reports: each line is FORMAT=FILE" ;;
  esac
done <<<"${ASSAY_REPORTS-}"

code=0
quiet assay "${args[@]}" || code=$?
case $code in
  0) verdict=passed ;;
  1) verdict=failed ;;
  3) verdict=undecided ;;
  *) verdict=error ;;
esac
output exit-code "$code"
output verdict "$verdict"
output results "$ASSAY_RESULTS"
[ "$verdict" != error ] || exit 0

output sarif "$sarif"
output report "$report"
output summary "$summary"
output gate "$(jq -r .gate.name "$report")"
printf '%s\n' "${files[@]}" | lines files
for count in pass fail undecided not-assessed; do
  output "$count" "$(jq --arg name "$count" '[.frameworks[][$name]] | add // 0' "$report")"
done
[ "${ASSAY_SUMMARY-}" != true ] || cat "$summary" >>"$GITHUB_STEP_SUMMARY"
[ "${ASSAY_ANNOTATIONS-}" != true ] || cat "$annotations"
