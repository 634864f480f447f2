#!/usr/bin/env bash
# gate.sh STUDY BASELINE [FOLDER]: runs STUDY, holds it against BASELINE, and writes into FOLDER what a CI server shows:
# junit.xml, gitlab.json, rows.csv, summary.md. On GitHub it prints annotations and adds to the step summary, too.
# Without BASELINE it records one and ends with 1, so that nobody takes a first run for a passed one.
# RADGAUGE names the program (default: radgauge).
set -uo pipefail
study=${1:?STUDY is missing} baseline=${2:?BASELINE is missing} folder=${3:-radgauge-gate}
radgauge=${RADGAUGE:-radgauge}
mkdir -p "$folder" || exit
rm -rf "$folder/run"

"$radgauge" run "$study" -o "$folder/run" >"$folder/run.log" 2>&1
code=$?
# 4 and 5 are runs with failed cells: the gate says which values that costs.
if ((code != 0 && code != 4 && code != 5)); then
  tail -n 20 "$folder/run.log" >&2
  exit "$code"
fi
if [[ ! -f $baseline ]]; then
  "$radgauge" gate "$folder/run" --save "$baseline" || exit
  echo "there was no baseline; $baseline was recorded: look at it, commit it, and run again" >&2
  exit 1
fi

as() { "$radgauge" gate "$folder/run" --baseline "$baseline" --format "$1" -o "$2" 2>/dev/null; }
as junit "$folder/junit.xml"
as gitlab "$folder/gitlab.json"
as csv "$folder/rows.csv"
as markdown "$folder/summary.md"
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  cat "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"
  as github -
fi
"$radgauge" gate "$folder/run" --baseline "$baseline"
