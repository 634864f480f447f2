#!/usr/bin/env bash
# check_package.sh ARCHIVE [WHEEL [TESTS]]: unpacks radgauge as a user would, where there need be no compiler and nothing of
# its sources, and does what users do with it: a study, its gate, the digital phantom of IBSI, features of an image, the
# module of the wheel (where python3 and its venv are). Compares the archive with its SHA-256 first. TESTS is a folder with
# cli_tests, the tests of the command line as they were built, and files/, what these read of the sources
# (bring_tests.sh makes it): they run the unpacked program, and borrow its libraries. Exit code 0 if all of it works.
set -euo pipefail
archive=$(realpath "${1:?ARCHIVE is missing}") wheel=${2:+$(realpath "$2")} tests=${3:+$(realpath "$3")}
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT

sum() { (cd "$(dirname "$1")" && sha256sum --check --quiet "$(basename "$1").sha256"); }
says() { # says WHAT COMMAND...
  local start=$SECONDS
  "${@:2}" >"$place/log" 2>&1 || {
    printf 'FAILED: %s\n' "$1"
    tail -n 20 "$place/log"
    exit 1
  }
  printf 'works: %s (%d s)\n' "$1" $((SECONDS - start))
}

sum "$archive"
tar -xzf "$archive" -C "$place"
here=$(echo "$place"/radgauge-*)
export PATH=$here/bin:$PATH
cd "$place"
if command -v c++ >/dev/null || command -v cc >/dev/null; then echo 'note: this system has a compiler'; fi
says 'the program starts' radgauge --version
# shellcheck disable=SC2016
says 'it brings its libraries' bash -c '! ldd "$(command -v radgauge)" | grep "not found"'
says 'ci-quick runs and is what its baseline says' env RADGAUGE=radgauge \
  bash "$here/share/ci/gate.sh" "$here/share/ci/ci-quick.yaml" "$here/share/baselines/ci-quick.csv" gate
says 'IBSI, digital phantom' radgauge ibsi --set digital
says 'a phantom on a virtual scanner' radgauge phantom lesion --scanner CT-A -o phantom
says 'features of an image' radgauge extract phantom/lesion-1_image.nii.gz phantom/lesion-1_mask.nii.gz --extraction ct-1mm
action() { # action SHA256: the steps of action.yml
  RADGAUGE_ARCHIVE=$archive RADGAUGE_SHA256=$1 RADGAUGE_STUDY=$here/share/ci/ci-quick.yaml \
    RADGAUGE_BASELINE=$here/share/baselines/ci-quick.csv RADGAUGE_RESULTS=action bash "$here/share/ci/action.sh"
}
refuses() { ! action "${1//[0-9]/0}" && [[ ! -e action ]]; }
hash=$(cut -d' ' -f1 "$archive.sha256")
says 'the action refuses an archive of another hash' refuses "$hash"
says 'the action runs the gate' action "$hash"
if [[ -n $wheel ]] && python3 -c 'import venv, ensurepip' 2>/dev/null; then
  sum "$wheel"
  python3 -m venv venv
  says 'the wheel installs' venv/bin/pip install --no-index --quiet "$wheel"
  says 'its program starts' venv/bin/radgauge --version
  says 'its module reads a run' venv/bin/python -c "
import radgauge
assert len(radgauge.table('gate/run', 'cells')) == 16
rows = radgauge.extract('phantom/lesion-1_image.nii.gz', 'phantom/lesion-1_mask.nii.gz', extraction='ct-1mm')
assert len(rows) > 200, len(rows)
try:
    radgauge.program('nonsense')
except radgauge.Error as error:
    assert error.code == 2
"
elif [[ -n $wheel ]]; then
  echo 'skipped: the wheel, for there is no python3 with venv'
fi
if [[ -n $tests ]]; then
  # Tests that need reference data, or programs that a bare system lacks, are skipped and counted.
  says 'the tests of the command line, on this program' env -u RADGAUGE_DATA "LD_LIBRARY_PATH=$here/lib" \
    "RADGAUGE_TESTED_PROGRAM=$here/bin/radgauge" "RADGAUGE_TESTED_FILES=$tests/files" "$tests/cli_tests" --gtest_brief=1
  grep -aE '^\[ +(PASSED|SKIPPED) +\] [0-9]+ test' "$place/log" || true
fi
