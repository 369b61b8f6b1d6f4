#!/usr/bin/env bash
# Refuses inputs before anything is run: what is asked for is done, or the step fails.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

for name in CONFIG GATE RESULTS RATCHET TRUSTED_REF AS_OF SARIF ARTIFACT PUBLIC_ARTIFACT RECORD COMMENT AGAINST SUMMARY ANNOTATIONS UPLOAD_SARIF; do
  value=ASSAY_$name
  one_line "$name" "${!value-}"
done
for name in ARTIFACT PUBLIC_ARTIFACT RECORD COMMENT SUMMARY ANNOTATIONS UPLOAD_SARIF; do
  value=ASSAY_$name
  case ${!value-} in
    true | false) ;;
    *) fail 2 "input $(tr '[:upper:]_' '[:lower:]-' <<<"$name") is neither true nor false" ;;
  esac
done
[ -f "$ASSAY_CONFIG" ] || fail 2 "there is no such configuration file: check the input config, and that the repository is checked out"
if [ "$ASSAY_ARTIFACT" = true ] && [ "${ASSAY_PRIVATE-}" != true ] && [ "$ASSAY_PUBLIC_ARTIFACT" != true ]; then
  fail 2 "artifact: true on a public repository lets everybody read what fails where; set public-artifact: true if that is meant"
fi
case ${ASSAY_AGAINST-} in
  '' | base) ;;
  *) fail 2 "input against knows one word: base" ;;
esac
if [ -n "${ASSAY_AGAINST-}" ] && [ -n "${ASSAY_RATCHET-}" ]; then
  fail 2 "inputs against and ratchet both name what the gate is held against: keep one"
fi
