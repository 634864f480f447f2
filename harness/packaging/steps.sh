# shellcheck shell=bash
# For scripts that stand in the root of the source tree when they read this: steps with their time and log, and packages.

die() { # die MESSAGE: a usage error or a machine that cannot do it
  printf 'run: %s\n' "$1" >&2
  exit 2
}

# step LABEL LOG COMMAND...: one line with the elapsed seconds; the end of the log when the command fails.
watcher=
trap '[[ -z $watcher ]] || kill "$watcher" 2>/dev/null || true' EXIT
step() {
  local label=$1 log=$2 start=$SECONDS code=0
  shift 2
  mkdir -p "$(dirname "$log")"
  printf '%-52s' "$label"
  if [[ -t 1 ]]; then
    show_progress "$label" "$log" &
    watcher=$!
  fi
  "$@" >"$log" 2>&1 || code=$?
  if [[ -n $watcher ]]; then
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    watcher=
    printf '\r\033[K%-52s' "$label"
  fi
  if ((code == 0)); then
    printf ' %4d s\n' $((SECONDS - start))
  else
    printf ' FAILED after %d s\n' $((SECONDS - start))
  fi
  return $code
}

show_progress() { # the counter of ninja or ctest, once a second
  local start=$SECONDS
  while sleep 1; do
    printf '\r\033[K%-52s %4d s %s' "$1" $((SECONDS - start)) \
      "$(grep -aoE '^ *\[?[0-9]+/[0-9]+\]?' "$2" 2>/dev/null | tail -n 1 || true)"
  done
}

must() { # must LABEL LOG COMMAND...: a step without which nothing else makes sense
  local log=$2
  step "$@" || {
    tail -n 40 "$log" >&2
    printf '\nThe last 40 lines of %s are above.\n' "$log" >&2
    exit 1
  }
}

need_packages() { # need_packages PACKAGE...: installs what is missing, or says how to
  [[ ${RADGAUGE_PACKAGES:-} != skip ]] || return 0
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    printf 'run: this is not Debian or Ubuntu (no apt-get). radgauge needs what these Debian packages hold:\n\n' >&2
    printf '  %s\n' "$*" >&2
    printf '\nInstall them in the way of this system, then call RADGAUGE_PACKAGES=skip ./run COMMAND.\n' >&2
    exit 2
  fi
  local installed package missing=()
  installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i *//p' || true)
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local root=()
  if ((EUID != 0)); then
    root=(sudo)
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
      printf 'run: some packages are missing, and this user may not install them. Ask an administrator for\n\n' >&2
      printf '  apt-get install --no-install-recommends %s\n\nand call ./run again.\n' "${missing[*]}" >&2
      exit 2
    fi
  fi
  printf 'Installing %s\n' "${missing[*]}"
  must 'Reading the package lists' build/packages.log "${root[@]}" apt-get -o DPkg::Lock::Timeout=120 update
  must "Installing ${#missing[@]} packages and what they need" build/packages.log \
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y \
    --no-install-recommends "${missing[@]}"
}

want_packages() { # want_packages PACKAGE...: installs those that are missing where that is possible, and says so where not
  [[ ${RADGAUGE_PACKAGES:-} != skip ]] && command -v apt-cache >/dev/null || return 0
  local package
  for package in "$@"; do
    if dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i'; then continue; fi
    if [[ -z $(apt-cache policy "$package" 2>/dev/null | sed -n 's/^  Candidate: *\([^(]\)/\1/p') ]] ||
      { ((EUID != 0)) && ! sudo -n true 2>/dev/null; }; then
      printf 'Without %s, which is optional and cannot be installed here\n' "$package"
      continue
    fi
    need_packages "$package"
    rm -f build/*/.configured # what was not found before is looked for again
  done
}

jobs() { # one per core, and 1.5 GB for each
  local cores memory_kb limit
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  if [[ $limit != max ]] && ((limit / 1024 < memory_kb)); then memory_kb=$((limit / 1024)); fi
  local by_memory=$((memory_kb * 2 / 3 / 1000000))
  ((by_memory >= 1)) || by_memory=1
  echo $((cores < by_memory ? cores : by_memory))
}

# fetch_source PACKAGE FOLDER COMPONENT: the distribution's own source package, unpacked in FOLDER, which is emptied before and is
# the current folder afterwards. COMPONENT is where Ubuntu has it (main, universe).
fetch_source() {
  rm -rf "$2"
  mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
  cd "$2" || return
  # shellcheck source=/dev/null
  . /etc/os-release
  case $ID in
    ubuntu) echo "deb-src http://archive.ubuntu.com/ubuntu $VERSION_CODENAME $3" ;;
    *) echo "deb-src http://deb.debian.org/debian $VERSION_CODENAME main" ;;
  esac >sources.list
  local apt=(apt-get -o "Dir::Etc::sourcelist=$2/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$2/lists"
    -o "Dir::Cache=$2/cache")
  "${apt[@]}" update && "${apt[@]}" source "$1"
}
