#!/usr/bin/env bash
# make.sh: installs four other extractors, each into an environment of its own under build/engines/, and measures this
# folder's study with them and the built-in one. `./run compliance engines` calls it. PYTHON and PYTHON312 name the
# interpreters (python3.11 and python3.12); pictologics comes from its repository where the package index has none
# (PICTOLOGICS names a checkout or another source that pip takes).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source harness/packaging/steps.sh

records=results/compliance/engines
environments=$PWD/build/engines
log=build/compliance-engines.log
program=build/${RADGAUGE_PRESET:-release}/radgauge

# environment NAME PYTHON PACKAGES...: with these packages, once
environment() {
  local place=$environments/$1 python=$2
  [[ ! -e $place/made ]] || return 0
  rm -rf -- "$place"
  must "Making an environment of ${*:3}" "$log" "$python" -m venv "$place"
  must "Installing ${*:3}" "$log" "$place/bin/pip" install -q "${@:3}"
  touch "$place/made"
}

# engine NAME: its file, which runs the script of this repository with that environment, under a name with the version
engine() {
  local version
  version=$("$environments/$1/bin/pip" show "$1" 2>/dev/null | sed -n 's/^Version: //p')
  sed -e "s#python3,#$environments/$1/bin/python,#" -e "s/^engine: .*/engine: $1-$version/" \
    -e "s#\(run_[a-z]*\.py\|engine_worker\.py\)#$PWD/harness/packaging/engines/\1#" \
    "harness/packaging/engines/$1.yaml" >"$records/programs/$1.yaml"
  printf '  %s %s\n' "$1" "$version"
}

[[ -n ${RADGAUGE_DATA:-} ]] || die "engines need RADGAUGE_DATA, the folder that holds ibsi/ (see README.md)"
export RADGAUGE_DATA
mkdir -p "$environments" $records/programs
environment mirp "${PYTHON:-python3}" mirp==2.7.0
environment nyxus "${PYTHON:-python3}" nyxus==0.11.0
environment pictologics "${PYTHON312:-python3.12}" "${PICTOLOGICS:-pictologics==0.4.0}"
environment pyradiomics "${PYTHON:-python3}" numpy==1.26.4 'setuptools<70' wheel
must 'Installing pyradiomics 3.0.1' "$log" \
  "$environments/pyradiomics/bin/pip" install -q --no-build-isolation pyradiomics==3.0.1
for name in mirp nyxus pictologics pyradiomics; do engine $name; done
run=build/compliance-engines
rm -rf -- $run
must 'Measuring with five programs' "$log" "$program" run $records/study.yaml -o $run
tail -n 12 "$log"
cp $run/features.csv $run/summary.json $records/
"$program" export $run -o $run/tidy.csv
python3 $records/by_feature.py $run/tidy.csv $records/by_feature.csv
