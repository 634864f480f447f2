#!/usr/bin/env bash
# make.sh [NAME...]: the results and pictures of this folder, in the way of `./run examples`: of these studies and tables,
# of perturbations (the picture with a row for each of them), of phantoms (the picture with a tile for each), or of all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source harness/packaging/steps.sh

examples=results/examples
built=build/${RADGAUGE_PRESET:-release}
program=$built/radgauge

# A picture of the top of a page.
picture() { # picture HTML PNG WIDTHxHEIGHT
  local profile
  profile=$(mktemp -d)
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars "--user-data-dir=$profile" \
    "--screenshot=$2" "--window-size=${3/x/,}" "file://$1"
  rm -rf -- "$profile"
}

section_picture() { # section_picture HTML ID PNG WIDTHxHEIGHT: that section of a report alone
  sed "s#</head>#<style>body>header,body>nav,section{display:none!important} section\\#$2{display:block!important}</style></head>#" \
    "$1" >"${1%.html}-$2.html"
  picture "${1%.html}-$2.html" "$3" "$4"
}

gauge_example() { # gauge_example FOLDER: the statistics of a table of measurements
  "$program" gauge "$1/measurements.csv" -o "$1/gauge.txt"
  "$program" stats components "$1/measurements.csv" -o "$1/components.csv"
}

# One row per perturbation of the registry, on scans of the validation phase.
perturbation_picture() {
  need_data perturbations
  ./run build perturbation_records
  must 'Picture of the perturbations' build/examples-perturbations.log \
    "$built/benches/perturbation_records" pictures --table $examples/perturbations.csv -o $examples/perturbations.png
}

# Every phantom without a scanner, and a lesion on each of them.
phantom_picture() {
  ./run build phantom_pictures
  must 'Picture of the phantoms' build/examples-phantoms.log "$built/benches/phantom_pictures" -o $examples/phantoms.png
}

study_example() { # study_example NAME FOLDER RUN
  local table log=build/examples-$1-picture.log
  rm -rf -- "$3"
  must "Measuring $1" "build/examples-$1.log" "$program" run "$2/study.yaml" -o "$3"
  tail -n 3 "build/examples-$1.log"
  if [[ -x $2/after.sh ]]; then # what is made of the measured study
    must "What comes after $1" "build/examples-$1-after.log" "$2/after.sh" "$program" "$3"
    must "Picture of its drift" "$log" section_picture "$3/report.html" drift "$2/drift.png" 1200x2400
  fi
  cp "$3/summary.json" "$2/"
  # Of thousands of features the table is large, and the report worth keeping.
  if (($(wc -c <"$3/features.csv") > 3000000)); then
    gzip -9nc "$3/features.csv" >"$2/features.csv.gz"
    cp "$3/report.html" "$2/"
  else
    cp "$3/features.csv" "$2/"
  fi
  must "Picture of its report" "$log" picture "$3/report.html" "$2/report.png" 1200x1700
  must "Picture of its certificate" "$log" picture "$3/certificate.html" "$2/certificate.png" 820x1160
  for table in materials truth; do
    if (($(wc -l <"$3/$table.csv") > 1)); then cp "$3/$table.csv" "$2/"; fi
  done
  if (($(wc -l <"$3/critical.csv") > 1)); then
    cp "$3/critical.csv" "$2/"
    must "Picture of its doses" "$log" section_picture "$3/report.html" doses "$2/doses.png" 1200x1850
  fi
}

need_data() { # need_data NAME
  [[ -n ${RADGAUGE_DATA:-} ]] || die "$1 needs RADGAUGE_DATA, the folder that holds ibsi/ (see README.md)"
  export RADGAUGE_DATA
}

names=("$@")
((${#names[@]})) || mapfile -t names < <(find $examples \( -name study.yaml -o -name measurements.csv \) \
  -printf '%h\n' | xargs -n 1 basename | sort && echo perturbations && echo phantoms)
./run build radgauge_program
for name in "${names[@]}"; do
  folder=$examples/$name
  if [[ $name == perturbations ]]; then
    perturbation_picture
  elif [[ $name == phantoms ]]; then
    phantom_picture
  elif [[ -f $folder/measurements.csv ]]; then
    must "Gauge R&R of $name" "build/examples-$name.log" gauge_example "$folder"
  elif [[ -f $folder/study.yaml ]]; then
    if grep -q '^cohort:' "$folder/study.yaml"; then need_data "$name"; fi
    need_packages chromium
    study_example "$name" "$folder" "$PWD/build/examples/$name"
  else
    die "there is neither $folder/study.yaml nor $folder/measurements.csv"
  fi
done
