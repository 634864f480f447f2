#!/usr/bin/env bash
# older_expat.sh PREFIX WORK_FOLDER: builds libexpat from the distribution's own source package without arc4random, and installs
# it in PREFIX. Debian 12's own asks for it, which the C library has from 2.36 on; it is the only library of the package that
# needs more than Ubuntu 22.04 has (2.35). The kernel's random numbers (getrandom) take its place. WORK_FOLDER is emptied before
# and gone afterwards. Needs apt-get, dpkg-dev, ca-certificates and CMake.
set -euo pipefail
# shellcheck source=harness/packaging/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
(($# == 2)) || die "older_expat.sh takes the folders PREFIX and WORK_FOLDER"

fetch_source expat "$2" main
# Debian's patches test XML_DTD for 1, which only expat's other build system defines.
cmake -G Ninja -S expat-*/expat -B build -DCMAKE_BUILD_TYPE=Release -DEXPAT_BUILD_TOOLS=OFF -DEXPAT_BUILD_EXAMPLES=OFF \
  -DEXPAT_BUILD_TESTS=OFF -DEXPAT_BUILD_DOCS=OFF -DHAVE_ARC4RANDOM_BUF= -DHAVE_ARC4RANDOM= -DEXPAT_DTD=OFF \
  -DCMAKE_C_FLAGS=-DXML_DTD=1 "-DCMAKE_INSTALL_PREFIX=$1" -DCMAKE_INSTALL_LIBDIR=lib
cmake --build build
cmake --install build
cd ..
rm -rf "$2"
