#!/usr/bin/env bash
# Builds and tests radgauge where nothing of it has been before: see help() or `harness/packaging/clean_roots.sh --help`.
set -euo pipefail

# name | debootstrap suite | mirror | components | keyring
systems=(
  'debian-12|bookworm|http://deb.debian.org/debian|main|/usr/share/keyrings/debian-archive-keyring.gpg'
  'ubuntu-22.04|jammy|http://archive.ubuntu.com/ubuntu|main,universe|/usr/share/keyrings/ubuntu-archive-keyring.gpg'
  'ubuntu-24.04|noble|http://archive.ubuntu.com/ubuntu|main,universe|/usr/share/keyrings/ubuntu-archive-keyring.gpg'
)

# Debian has no package of Ubuntu's keys. This one stays in the archive as long as 24.04 does.
ubuntu_keys=http://archive.ubuntu.com/ubuntu/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb
ubuntu_keys_sha256=36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8

help() {
  cat <<'TEXT'
Usage: clean_roots.sh [OPTION...] FOLDER

Makes a clean Debian 12 and a clean Ubuntu 24.04 in FOLDER/debian-12 and FOLDER/ubuntu-24.04 (debootstrap, with git and
nothing else), clones the committed state of this project into each, runs `./run demo` and `./run test` there as
the README says, and prints what was used, what passed and how long it took. Whatever is not committed is not tested.

  --only NAME      debian-12, ubuntu-22.04 or ubuntu-24.04; repeat for several (default: debian-12 and ubuntu-24.04,
                   the systems that radgauge is built on)
  --package FOLDER tests what `./run package` made in FOLDER instead: in roots without git, compiler or sources, the
                   archive is unpacked, the wheel installed, and both are used (check_package.sh); on all three systems.
                   The tests of the command line run on the unpacked program if build/release holds them
                   (./run build cli_tests)
  --data FOLDER    reference data sets (a folder with ibsi/ and stats/), mounted read-only; tests that need
                   them are skipped without
  --commit COMMIT  what to clone (HEAD)
  --run 'LINE'     a shell line to run in place of `./run demo` and `./run test`; repeat for several
  --again          keep a root of an earlier call, with its packages and its build folder: minutes instead of
                   a quarter of an hour, but no longer clean
  --help           this text

FOLDER/NAME.log has everything that was printed, FOLDER/NAME.txt the summary. The roots stay; to look around,
`chroot FOLDER/NAME`, then `cd /root/radgauge`. Mounts and processes of the roots end with this script, however it ends.
Signatures of both archives are verified; Ubuntu's keys are fetched, and compared with a known checksum, if the package
ubuntu-keyring is not there. Needs root, 6 GB for each system, and debootstrap, git, gpgv and wget.
Exit code: 0 everything passed, 1 something did not, 2 wrong call or a machine that cannot do it.
TEXT
}

die() {
  printf 'clean_roots: %s\n' "$1" >&2
  exit 2
}

wanted=() lines=() data='' commit=HEAD again=0 folder='' package=''
parse() {
  while (($#)); do
    case $1 in
      --only | --data | --commit | --run | --package) (($# > 1)) || die "$1 needs a value; see --help" ;;&
      --only) [[ " ${systems[*]%%|*} " == *" $2 "* ]] || die "--only takes one of ${systems[*]%%|*}, not '$2'" ;;&
      --only) wanted+=("$2") && shift ;;
      --data) data=$2 && shift ;;
      --package) package=$2 && shift ;;
      --commit) commit=$2 && shift ;;
      --run) lines+=("$2") && shift ;;
      --again) again=1 ;;
      -h | --help) help && exit ;;
      -*) die "there is no option '$1'; see --help" ;;
      *) [[ -z $folder ]] || die "one folder, not '$folder' and '$1'"; folder=$1 ;;
    esac
    shift
  done
  [[ -n $folder ]] || die 'in which folder? See --help'
  if [[ -n $package ]]; then
    ((${#wanted[@]})) || wanted=("${systems[@]%%|*}")
    [[ $(find "$package" -maxdepth 1 -name 'radgauge-*.tar.gz' 2>/dev/null | wc -l) == 1 ]] ||
      die "--package $package holds no archive; ./run package makes one in build/package"
    # shellcheck disable=SC2016
    lines=('/root/package/check_package.sh /root/package/*.tar.gz /root/package/*.whl $(ls -d /root/package/tests 2>/dev/null)')
  fi
  ((${#wanted[@]})) || wanted=(debian-12 ubuntu-24.04)
  ((${#lines[@]})) || lines=('./run demo' './run test')
}

check_machine() {
  local program
  ((EUID == 0)) || die 'debootstrap and chroot need root: call it with sudo'
  for program in debootstrap git gpgv wget unshare; do
    command -v "$program" >/dev/null || die "$program is missing: apt-get install debootstrap git gpgv wget util-linux"
  done
  if [[ -n $data ]]; then
    [[ -d $data/ibsi || -d $data/stats ]] || die "--data $data holds neither ibsi/ nor stats/"
    data=$(cd "$data" && pwd)
  fi
  source=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel) || die 'this is not a git clone of radgauge'
  local named=$commit
  commit=$(git -C "$source" rev-parse --verify --quiet "$named^{commit}") || die "there is no commit '$named' in $source"
  if [[ -n $package ]]; then package=$(cd "$package" && pwd); fi
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
}

keyring_of() { # keyring_of NAME KEYRING: the file with the archive's keys, fetched if it is Ubuntu's and missing
  local keyring=$2 package=$folder/ubuntu-keyring.deb
  if [[ ! -f $keyring ]]; then
    [[ $1 == ubuntu-* ]] || die "$keyring is missing: apt-get install debian-archive-keyring"
    keyring=$folder/ubuntu-keyring$keyring
    if [[ ! -f $keyring ]]; then
      wget --quiet -O "$package" "$ubuntu_keys" || die "cannot fetch $ubuntu_keys"
      sha256sum --check --status <<<"$ubuntu_keys_sha256  $package" ||
        die "$package has another checksum than $ubuntu_keys_sha256: do not trust it"
      dpkg-deb -x "$package" "$folder/ubuntu-keyring"
    fi
  fi
  printf '%s\n' "$keyring"
}

# With git to clone the project; or with Python, for those who take the wheel.
needed_in_root() {
  if [[ -n $package ]]; then echo 'python3 python3-venv'; else echo 'git ca-certificates'; fi
}

bring_package() { # bring_package ROOT
  rm -rf -- "$1/root/package"
  mkdir -p "$1/root/package"
  cp "$package"/radgauge-*.tar.gz* "$package"/radgauge-*.whl* "$source/harness/packaging/check_package.sh" "$1/root/package/"
  if [[ -x $source/build/release/tests/cli/cli_tests ]]; then "$source/harness/packaging/bring_tests.sh" "$1/root/package/tests"; fi
}

# A system as it is after installation, with its updates.
make_root() { # make_root NAME SUITE MIRROR COMPONENTS KEYRING
  local root=$folder/$1 security="$3 $2-security" keyring script=/usr/share/debootstrap/scripts
  keyring=$(keyring_of "$1" "$5") || return
  # A debootstrap older than the suite does not know its name; every Ubuntu since 7.10 is made in the same way.
  if [[ -f $script/$2 ]]; then script=$script/$2; else script=$script/gutsy; fi
  rm -rf --one-file-system -- "$root" &&
    debootstrap --variant=minbase "--components=$4" "--keyring=$keyring" --force-check-gpg "$2" "$root" "$3" "$script" ||
    return
  if [[ $1 == debian-* ]]; then security="${3%/debian}/debian-security $2-security"; fi
  printf "deb [signed-by=$5] %s ${4//,/ }\n" "$3 $2" "$3 $2-updates" "$security" >"$root/etc/apt/sources.list"
  inside "$root" "apt-get update && apt-get upgrade -y && apt-get install -y --no-install-recommends $(needed_in_root)" &&
    touch "$root/root/made-by-clean_roots"
}

inside() { # inside ROOT LINE: in an environment that has nothing of this machine's but the way to the network
  local name environment=(HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    DEBIAN_FRONTEND=noninteractive)
  for name in http_proxy https_proxy no_proxy; do
    if [[ -n ${!name:-} ]]; then environment+=("$name=${!name}"); fi
  done
  if [[ -n $data ]]; then environment+=(RADGAUGE_DATA=/radgauge-data); fi
  mountpoint -q "$1/proc" || mount -t proc proc "$1/proc" || return
  mountpoint -q "$1/dev" || mount --rbind /dev "$1/dev" || return
  env -i "${environment[@]}" chroot "$1" bash -c "$2" </dev/null
}

bring_sources() { # bring_sources ROOT: files that did not change keep their times, so that --again builds only what did
  local clone=$1/root/radgauge
  if [[ -d $clone/.git ]]; then
    git -C "$clone" fetch --quiet "file://$source" "$commit"
    git -C "$clone" checkout --quiet --force --detach "$commit"
  else
    git clone --quiet --no-checkout "file://$source" "$clone"
    git -C "$clone" fetch --quiet "file://$source" "$commit"
    git -C "$clone" checkout --quiet --detach "$commit"
  fi
}

versions() { # versions ROOT
  # shellcheck disable=SC2016
  inside "$1" '. /etc/os-release
    version() { dpkg-query -W -f="\${Version}" "$1" 2>/dev/null || echo missing; }
    printf "system     %s\ng++        %s\nCMake      %s\nITK        %s\nBenchmark  %s\n" "$PRETTY_NAME" \
      "$(g++ -dumpfullversion 2>/dev/null || echo missing)" "$(version cmake)" "$(version libinsighttoolkit5-dev)" \
      "$(version libbenchmark-dev)"'
}

try_system() { # try_system NAME SUITE MIRROR COMPONENTS KEYRING: 0 if every line passed
  local root=$folder/$1 log=$folder/$1.log summary=$folder/$1.txt line code passed failed=0 start=$SECONDS
  printf '%s: what is printed goes to %s\n' "$1" "$log"
  if ((!again)) || [[ ! -f $root/root/made-by-clean_roots ]]; then
    [[ ! -e $root || -f $root/root/made-by-clean_roots || -d $root/debootstrap ]] ||
      die "$root is in the way and was not made by this script; move it"
    make_root "$@" >"$log" 2>&1 || {
      tail -n 20 "$log" >&2
      printf '%s: the root could not be made (%s)\n' "$1" "$log" >&2
      return 1
    }
    printf 'root       made in %d s\n' $((SECONDS - start)) >"$summary"
  else
    : >"$log"
    printf 'root       kept from an earlier call\n' >"$summary"
  fi
  if [[ -n $data ]]; then
    mkdir -p "$root/radgauge-data"
    mount --bind -o ro "$data" "$root/radgauge-data"
  fi
  if [[ -n $package ]]; then bring_package "$root"; else bring_sources "$root" >>"$log" 2>&1; fi
  for line in "${lines[@]}"; do
    printf '\n$ %s\n' "$line" >>"$log"
    start=$SECONDS code=0
    inside "$root" "cd $(if [[ -n $package ]]; then echo /root; else echo /root/radgauge; fi) && $line" >>"$log" 2>&1 || code=$?
    printf '%-10s exit code %d after %d s\n' "${line:0:40}" "$code" $((SECONDS - start)) >>"$summary"
    ((code == 0)) || failed=1
  done
  {
    passed=$(grep -a 'tests passed' "$log" | tail -n 1 || true)
    if [[ -n $package ]]; then
      passed="$(grep -ac '^works:' "$log" || true) uses work$(grep -aoE '(PASSED|SKIPPED) +\] [0-9]+ test' "$log" | sed -E 's/ +\] / /; s/^/, /; s/$/s/' | tr -d '\n' || true)"
    fi
    printf 'tests      %s\n' "${passed:-none were run}"
    printf 'warnings   %s in the last build\n' "$(cat "$root"/root/radgauge/build/build-*.log 2>/dev/null | grep -ac 'warning:' || true)"
    versions "$root"
    printf 'commit     %s\n' "$commit"
  } >>"$summary"
  sed 's/^/  /' "$summary"
  return "$failed"
}

main() {
  parse "$@"
  check_machine
  # In namespaces of its own every mount and process goes when the script does, even if it is killed.
  if [[ ${RADGAUGE_CLEAN_ROOTS:-} != inside ]]; then
    RADGAUGE_CLEAN_ROOTS=inside exec unshare --mount --propagation private --pid --fork --kill-child \
      bash "${BASH_SOURCE[0]}" "$@"
  fi
  [[ -z $(git -C "$source" status --porcelain) ]] || printf 'There are changes that are not committed; they are not tested.\n'
  local name system fields code=0
  for name in "${wanted[@]}"; do
    for system in "${systems[@]}"; do
      [[ ${system%%|*} == "$name" ]] || continue
      IFS='|' read -ra fields <<<"$system"
      try_system "${fields[@]}" || code=1
    done
  done
  return $code
}

main "$@"; exit
