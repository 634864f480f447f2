#!/usr/bin/env bash
# tsan_tbb.sh PREFIX WORK_FOLDER: builds oneTBB with ThreadSanitizer from the distribution's own source package and installs
# it in PREFIX. What oneTBB synchronises is invisible to ThreadSanitizer unless it is built with it too: 15 s, and then
# nothing needs to be suppressed. WORK_FOLDER is emptied before and gone afterwards. Needs apt-get, dpkg-dev and
# ca-certificates.
set -euo pipefail
# shellcheck source=harness/packaging/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
(($# == 2)) || die "tsan_tbb.sh takes the folders PREFIX and WORK_FOLDER"

rm -rf "$2"
mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
cd "$2"
# shellcheck source=/dev/null
. /etc/os-release
case $ID in
  ubuntu) echo "deb-src http://archive.ubuntu.com/ubuntu $VERSION_CODENAME universe" ;;
  *) echo "deb-src http://deb.debian.org/debian $VERSION_CODENAME main" ;;
esac >sources.list
apt=(apt-get -o "Dir::Etc::sourcelist=$2/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$2/lists"
  -o "Dir::Cache=$2/cache")
"${apt[@]}" update
"${apt[@]}" source onetbb
cmake -G Ninja -S onetbb-*/ -B build -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS=-g1 -DTBB_SANITIZE=thread \
  -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DTBBMALLOC_PROXY_BUILD=OFF \
  -DTBB_DISABLE_HWLOC_AUTOMATIC_SEARCH=ON "-DCMAKE_INSTALL_PREFIX=$1" -DCMAKE_INSTALL_LIBDIR=lib
cmake --build build -j "$(jobs)"
cmake --install build
cd ..
rm -rf "$2"
