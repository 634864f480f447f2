#!/usr/bin/env bash
# action.sh: what action.yml runs. RADGAUGE_ARCHIVE (a path or an address) is compared with RADGAUGE_SHA256, unpacked, and
# gate.sh holds RADGAUGE_STUDY against RADGAUGE_BASELINE with it; RADGAUGE_RESULTS keeps what a CI server shows.
set -euo pipefail
: "${RADGAUGE_ARCHIVE:?}" "${RADGAUGE_SHA256:?}" "${RADGAUGE_STUDY:?}" "${RADGAUGE_BASELINE:?}"
place=$(mktemp -d "${RUNNER_TEMP:-/tmp}/radgauge.XXXXXX")
trap 'rm -rf -- "$place"' EXIT
file=$RADGAUGE_ARCHIVE
if [[ $file == https://* ]]; then
  file=$place/radgauge.tar.gz
  curl --fail --silent --show-error --location --output "$file" "$RADGAUGE_ARCHIVE"
fi
if ! sha256sum --check --status <<<"$RADGAUGE_SHA256  $file"; then
  echo "radgauge: $RADGAUGE_ARCHIVE is not the file with SHA-256 $RADGAUGE_SHA256; it was not unpacked" >&2
  exit 2
fi
tar -xzf "$file" -C "$place"
here=$(echo "$place"/radgauge-*/)
RADGAUGE=$here/bin/radgauge bash "$here/share/ci/gate.sh" "$RADGAUGE_STUDY" "$RADGAUGE_BASELINE" "${RADGAUGE_RESULTS:-radgauge-gate}"
