#!/usr/bin/env bash
# package.sh: in the way of `./run package`, makes build/package/radgauge-VERSION-linux-x86_64.tar.gz, which runs where it is
# unpacked on Debian 12, Ubuntu 22.04 and later, and a wheel with the same program and a thin Python module. Both have a
# file with their SHA-256 beside them. The same commit on the same system gives the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source harness/packaging/steps.sh

preset=${RADGAUGE_PRESET:-release}
place=build/package
older_expat=build/older_expat
# What every glibc system has; a program must not bring its own.
of_the_system='^(linux-vdso|ld-linux|libc|libm|libdl|librt|libpthread|libstdc\+\+|libgcc_s)[.-]'

libraries_of() { # libraries_of PROGRAM: paths of the shared libraries that the package brings
  ldd "$1" | awk '$3 ~ /^\// {print $3}' | while read -r path; do
    [[ $(basename "$path") =~ $of_the_system ]] || printf '%s\n' "$path"
  done
}

# The licence of each library, as its Debian package tells it.
keep_licences() { # keep_licences FOLDER LIBRARY...
  local folder=$1 library owners name
  shift
  owners=$(dpkg-query -S "${@/#*\//*/}" 2>/dev/null || true)
  for library in "$@"; do
    name=$(awk -F': ' -v end="/$(basename "$library")" \
      'substr($2, length($2) - length(end) + 1) == end {print $1; exit}' <<<"$owners" | cut -d: -f1)
    [[ -f /usr/share/doc/$name/copyright ]] || { echo "no package tells the licence of $library" >&2 && return 1; }
    cp -L "/usr/share/doc/$name/copyright" "$folder/$name.txt"
  done
}

# The oldest C library that these files run with.
needed_glibc() { # needed_glibc FILE...
  for file in "$@"; do objdump -T "$file" 2>/dev/null; done | grep -o 'GLIBC_2\.[0-9]*' | sort -Vu | tail -n 1
}

# A libexpat for older systems, where this system's own asks for a newer C library than the program does.
need_older_expat() {
  local program=build/$preset/radgauge own of_program of_both
  own=$(libraries_of "$program" | grep '/libexpat\.so' || true)
  [[ -n $own ]] || return 0
  of_program=$(needed_glibc "$program") of_both=$(needed_glibc "$program" "$own")
  [[ $of_both != "$of_program" && ! -f $older_expat/lib/libexpat.so.1 ]] || return 0
  need_packages dpkg-dev ca-certificates cmake ninja-build
  # Without a network the package is made all the same, for newer systems alone; the last lines say which.
  step 'Building libexpat for older systems' build/older_expat.log \
    harness/packaging/older_expat.sh "$PWD/$older_expat" "$PWD/build/older_expat-source" ||
    printf 'The package will need %s: build/older_expat.log says why.\n' "$of_both" >&2
}

make_tree() { # make_tree FOLDER
  local tree=$1 libraries
  rm -rf -- "$tree"
  mkdir -p "$tree"/{bin,lib,licenses,share}
  strip -o "$tree/bin/radgauge" "build/$preset/radgauge"
  # shellcheck disable=SC2016
  patchelf --force-rpath --set-rpath '$ORIGIN/../lib' "$tree/bin/radgauge"
  mapfile -t libraries < <(libraries_of "build/$preset/radgauge")
  cp -L "${libraries[@]}" "$tree/lib/"
  if [[ -f $older_expat/lib/libexpat.so.1 ]]; then cp -L "$older_expat/lib/libexpat.so.1" "$tree/lib/"; fi
  keep_licences "$tree/licenses" "${libraries[@]}"
  cp LICENSE CITATION.cff "$tree/"
  cp -r harness/packaging/ci harness/packaging/engines "$tree/share/"
  if [[ -d harness/packaging/workers ]]; then cp -r harness/packaging/workers "$tree/share/"; fi
  mkdir "$tree/share/baselines"
  cp results/baselines/ci-quick.csv "$tree/share/baselines/"
  find "$tree" -name __pycache__ -prune -exec rm -rf {} +
  needed_glibc "$tree"/bin/* "$tree"/lib/* >"$tree/share/needs.txt"
}

archive() { # archive NAME
  tar --sort=name --owner=0 --group=0 --numeric-owner "--mtime=@$(git log -1 --format=%ct)" -C "$place" -cf - "$1" |
    gzip -n >"$place/$1.tar.gz"
}

make_packages() {
  local version name wheel
  version=$("build/$preset/radgauge" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)
  name=radgauge-$version-linux-$(uname -m)
  mkdir -p "$place"
  rm -f -- "$place"/*.tar.gz "$place"/*.whl "$place"/*.sha256
  make_tree "$place/$name"
  archive "$name"
  wheel=$(python3 harness/packaging/wheel.py "$place/$name" "$version" "$(git log -1 --format=%ct)" "$place")
  (
    cd "$place"
    for file in "$name.tar.gz" "$wheel"; do sha256sum "$file" >"$file.sha256"; done
  )
}

need_packages patchelf binutils python3
./run build radgauge_program
need_older_expat
must 'Packing the program' build/package.log make_packages
for file in "$place"/*.tar.gz "$place"/*.whl; do
  printf '%s  %s bytes, needs %s or later\n' "$file" "$(stat -c %s "$file")" "$(cat "$place"/radgauge-*/share/needs.txt)"
done
