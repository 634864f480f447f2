#!/usr/bin/env bash
# make.sh [PART]: the records and pages of this folder, in the way of `./run compliance`. PART is perturbations, floor,
# scanners (needs no data), dicom, pages (judges the kept tables of values again, without measuring), engines (installs other
# extractors and measures a study with them), or nothing: all but engines. The first lines of each judged page are in
# introductions/. Exit code 1: a value misses its reference in IBSI 1 or in phase 2 of IBSI 2.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source harness/packaging/steps.sh

records=results/compliance
log=build/compliance.log
built=build/${RADGAUGE_PRESET:-release}
program=$built/radgauge

# measured COMMAND...: a value that misses its reference (exit code 1) is a result, not a failure.
measured() {
  verdict=0
  "$@" || verdict=$?
  ((verdict <= 1)) || return "$verdict"
}

# What the perturbations do: beside MIRP's (its table is kept), and mask.observer at its target.
perturbations() {
  ./run build perturbation_records
  must 'Comparing perturbations with MIRP' $log "$built/benches/perturbation_records" mirp
  must 'Redrawing 60 lesions to Dice 0.85' $log "$built/benches/perturbation_records" observer
}

# By how much each feature differs when the same is computed in another way, and the table that the program reads.
floor() {
  ./run build numerical_floor
  must 'Measuring the numerical floor' $log \
    "$built/benches/numerical_floor" -o $records --table harness/agreement/numerical_floor.inc
}

# What every scanner of the fleet shows of objects with closed forms, beside what its file promises.
scanners() {
  must 'Measuring the virtual scanners' $log measured \
    "$program" describe fleet --measure --format csv -o $records/scanners.csv
  must 'Page of the virtual scanners' $log measured "$program" describe fleet --measure -o build/scanners.md
  { cat $records/introductions/scanners.md && printf '\n' && cat build/scanners.md; } >$records/scanners.md # CT-G fails on purpose
}

# The validation phase and the peers have misses that are explained.
values() {
  must 'Measuring the phantoms of IBSI 1' $log measured \
    "$program" ibsi --set digital,a,b,c,d,e --format csv -o $records/ibsi1.csv
  must 'Measuring the CT phantom under the filters of IBSI 2' $log measured \
    "$program" ibsi --set filters --format csv -o $records/ibsi2.csv
  must 'Measuring the scans of the validation phases' $log measured \
    "$program" ibsi --set validation --format csv -o $records/validation.csv
}

# Done-when of DICOM: what its tests measure on the reference data, and 500 series x 300 slices indexed.
dicom() {
  local json=build/dicom.json
  ./run build dicom_tests
  RADGAUGE_INDEX_SERIES=500 RADGAUGE_INDEX_SLICES=300 must 'Reading DICOM' $log "$built/tests/dicom/dicom_tests" \
    --gtest_filter='*Oracle.*:Enhanced*:Defects*:IndexMechanics*' "--gtest_output=json:$json"
  figure() { sed -n "s/^ *\"$1\": \"\([^\"]*\)\".*/\1/p" $json; }
  {
    cat $records/introductions/dicom.md
    printf '\n| what | figure |\n|---|---|\n'
    printf '| IBSI-SUV: objects whose SUV is right within one stored step, within 0.01 | %s, %s of 17 |\n' \
      "$(figure suv_within_step)" "$(figure suv_within_hundredth)"
    printf '| CT phantom of IBSI 1, DICOM beside NIfTI: voxels of the image that differ | %s |\n' "$(figure image_differing)"
    printf '| its structure set beside its mask of 125,256 voxels: voxels only drawn, only in the NIfTI | %s, %s |\n' \
      "$(figure only_drawn)" "$(figure only_nifti)"
    printf '| the farthest of these from a contour, in voxels | %s |\n' "$(figure farthest)"
    printf '| scans of the validation set (CT, MR, PET) that come back bit for bit as series, enhanced, legacy converted, RTSTRUCT and SEG | %s of 9 |\n' \
      "$(figure round_trips)"
    printf '| defects that get their line with their advice | %s |\n' "$(figure defects)"
    printf '| seconds to index %s series x %s slices by their headers, two threads | %s |\n' \
      "$(figure series)" "$(figure slices)" "$(figure seconds)"
  } >$records/dicom.md
}

# judge LABEL RECORD PAGE INTRODUCTION [FINDINGS]: a page about the kept values, after its introduction.
judge() {
  local findings=() page=build/compliance.md
  if [[ -f ${5:-} ]]; then findings=(--findings "$5"); fi
  must "$1" $log measured "$program" ibsi --features "$2" --format markdown -o $page "${findings[@]}"
  { printf '%s\n\n' "$4" && cat $page; } >"$3"
}

pages() {
  local introductions=$records/introductions peer result
  judge 'Page of IBSI 1' $records/ibsi1.csv $records/README.md "$(<$introductions/ibsi1.md)"
  result=$verdict
  judge 'Page of IBSI 2' $records/ibsi2.csv $records/ibsi2.md "$(<$introductions/ibsi2.md)"
  result=$((result > verdict ? result : verdict))
  judge 'Page of the validation phases' $records/validation.csv $records/validation.md \
    "$(<$introductions/validation.md)" $records/validation_findings.csv
  for peer in "$records"/peers/*.engine.yaml; do
    peer=${peer%.engine.yaml}
    judge "Certificate of ${peer##*/}" "$peer.csv" "$peer.md" \
      "$(sed "s/PEER/${peer##*/}/" $introductions/peer.md)" "${peer}_findings.csv"
  done
  sed -n 's/^\*\*\(.*\)\*\*$/  \1/p' $records/README.md $records/ibsi2.md $records/validation.md $records/peers/*.md
  return "$result"
}

[[ -n ${RADGAUGE_DATA:-} || ${1:-} == scanners ]] || die "compliance needs RADGAUGE_DATA, the folder that holds ibsi/ (see README.md)"
export RADGAUGE_DATA=${RADGAUGE_DATA:-}
case ${1:-} in
  perturbations) perturbations ;;
  floor) floor ;;
  dicom) dicom ;;
  scanners)
    ./run build radgauge_program
    scanners
    ;;
  pages)
    ./run build radgauge_program
    pages
    ;;
  engines)
    ./run build radgauge_program
    exec $records/engines/make.sh
    ;;
  '')
    perturbations
    floor
    dicom
    ./run build radgauge_program
    scanners
    values
    pages
    ;;
  *) die "compliance takes perturbations, floor, scanners, dicom, pages, engines or nothing, not '$1'" ;;
esac
