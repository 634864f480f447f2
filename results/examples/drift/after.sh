#!/usr/bin/env bash
# after.sh PROGRAM RUN: what `./run examples drift` does with the measured study. Trains three signatures, and XGBoost's
# model where python3 has xgboost (else the kept one is used), on CT-A and patients train*; judges all on patients test*
# under the chain and over the scanners. RUN then holds the comparison over the scanners.
set -euo pipefail
program=$1 run=$2 here=$(dirname "${BASH_SOURCE[0]}")

learn=(train "$run" --over scanner --reference CT-A --patients 'train*' --covariates 'age,stage')
"$program" "${learn[@]}" --outcome outcome --name unfiltered --table "$run/training.csv" -o "$here/unfiltered.yaml"
"$program" "${learn[@]}" --outcome outcome --icc 0.75 --name icc-filtered -o "$here/icc-filtered.yaml"
"$program" "${learn[@]}" --outcome event --time time --name cox -o "$here/cox.yaml"
if python3 -c 'import numpy, xgboost' 2>/dev/null; then
  python3 "$here/train_xgboost.py" "$run/training.csv" "$here/xgboost.json"
else
  echo 'xgboost.json stays as it is: python3 has no xgboost to train it anew'
fi
for compared in chain scanners; do
  "$program" analyse "$run" --study "$here/$compared.yaml"
  gzip -9nc "$run/drift.json" >"$here/$compared.json.gz"
  cures=()
  if [[ $compared == scanners ]]; then cures=("$here/cures.csv"); fi
  python3 "$here/figures.py" "$run/drift.json" "$here/$compared.csv" "${cures[@]}"
done
