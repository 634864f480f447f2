#!/usr/bin/env bash
# tsan_tbb.sh PREFIX WORK_FOLDER: builds oneTBB with ThreadSanitizer from the distribution's own source package and installs
# it in PREFIX. What oneTBB synchronises is invisible to ThreadSanitizer unless it is built with it too: 15 s, and then
# nothing needs to be suppressed. WORK_FOLDER is emptied before and gone afterwards. Needs apt-get, dpkg-dev and
# ca-certificates.
set -euo pipefail
# shellcheck source=harness/packaging/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
(($# == 2)) || die "tsan_tbb.sh takes the folders PREFIX and WORK_FOLDER"

fetch_source onetbb "$2" universe
cmake -G Ninja -S onetbb-*/ -B build -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS=-g1 -DTBB_SANITIZE=thread \
  -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DTBBMALLOC_PROXY_BUILD=OFF \
  -DTBB_DISABLE_HWLOC_AUTOMATIC_SEARCH=ON "-DCMAKE_INSTALL_PREFIX=$1" -DCMAKE_INSTALL_LIBDIR=lib
cmake --build build -j "$(jobs)"
cmake --install build
cd ..
rm -rf "$2"
