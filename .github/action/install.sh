#!/usr/bin/env bash
# Puts assay into a directory of its own: the release that is named, checked against its
# list of digests, or, where none is named, a build of the action's own commit.
# shellcheck source=.github/action/lib.sh
. "$(dirname "$0")/lib.sh"

one_line version "${ASSAY_VERSION-}"
bin=$RUNNER_TEMP/assay-bin
mkdir -p "$bin"

if [ -z "${ASSAY_VERSION-}" ]; then
  command -v go >/dev/null || fail 2 "there is no Go to build assay with: run actions/setup-go before, or name a release with the input version"
  root=$(cd "$(dirname "$0")/../.." && pwd)
  CGO_ENABLED=0 go build -C "$root" -trimpath -o "$bin/assay" ./cmd/assay
else
  [[ $ASSAY_VERSION =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail 2 "input version is not the tag of a release, as v1.2.3"
  case ${RUNNER_OS-} in
    Linux) os=linux ;;
    macOS) os=darwin ;;
    *) fail 2 "no release is unpacked on this system by the action: build it, or install it in a step before" ;;
  esac
  case ${RUNNER_ARCH-} in
    X64) arch=amd64 ;;
    ARM64) arch=arm64 ;;
    *) fail 2 "there is no release for this processor" ;;
  esac
  from=${ASSAY_RELEASES:-https://github.com/assay-compliance/assay/releases/download}/$ASSAY_VERSION
  archive=assay_${ASSAY_VERSION#v}_${os}_${arch}.tar.gz
  work=$(mktemp -d "$RUNNER_TEMP/assay-release-XXXXXX")
  for file in "$archive" checksums.txt; do
    curl --fail --silent --show-error --location --retry 3 --max-time 300 --output "$work/$file" "$from/$file" ||
      fail 2 "the release could not be fetched: check the version, or the network of the runner"
  done
  grep -E "^[0-9a-f]{64}  ${archive//./\\.}\$" "$work/checksums.txt" >"$work/sum" || fail 2 "the list of digests of the release does not name this archive"
  (cd "$work" && sha256sum --check --quiet sum) || fail 2 "the archive is not the one that the release lists: its digest differs"
  tar -xzf "$work/$archive" -C "$bin" assay
fi
printf '%s\n' "$bin" >>"$GITHUB_PATH"
quiet "$bin/assay" version
