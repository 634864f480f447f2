#!/usr/bin/env bash
# bring_tests.sh FOLDER: puts into FOLDER what check_package.sh runs the tests of the command line with: cli_tests of
# build/release, and files/, what they read of the committed sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:?FOLDER is missing}
rm -rf -- "$folder"
mkdir -p "$folder/files"
strip -o "$folder/cli_tests" "build/${RADGAUGE_PRESET:-release}/tests/cli/cli_tests"
git archive HEAD README.md harness/docs harness/packaging phantoms/demo.yaml results | tar -xf - -C "$folder/files"
