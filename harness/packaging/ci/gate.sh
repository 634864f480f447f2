#!/usr/bin/env bash
# gate.sh STUDY BASELINE [FOLDER]: runs STUDY, holds it against BASELINE, and writes into FOLDER what a CI server shows:
# junit.xml, gitlab.json, rows.csv, summary.md. On GitHub it prints annotations and adds to the step summary, too.
# Without BASELINE it records one, with the trace of a cell beside it (BASELINE without its ending, .trace), and ends with 1,
# so that nobody takes a first run for a passed one. Where that trace is there, a gate that fails measures its cell again and
# says the voxel or number where the first step differs (explanation.txt).
# RADGAUGE names the program (default: radgauge).
set -uo pipefail
study=${1:?STUDY is missing} baseline=${2:?BASELINE is missing} folder=${3:-radgauge-gate}
radgauge=${RADGAUGE:-radgauge}
trace=${baseline%.csv}.trace
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
  "$radgauge" explain "$study" --save "$trace" || exit
  echo "there was no baseline; $baseline and $trace were recorded: look at them, commit them, and run again" >&2
  exit 1
fi

as() { "$radgauge" gate "$folder/run" --baseline "$baseline" --format "$1" -o "$2" 2>/dev/null; }
as junit "$folder/junit.xml"
as gitlab "$folder/gitlab.json"
as csv "$folder/rows.csv"
as markdown "$folder/summary.md"
code=$?
rm -f "$folder/explanation.txt"
if ((code != 0)) && [[ -f $trace ]]; then
  "$radgauge" explain "$study" --before "$trace" -o "$folder/explanation.txt" 2>>"$folder/run.log"
  if [[ -s $folder/explanation.txt ]]; then
    printf '\nOne cell, step by step:\n\n```\n%s\n```\n' "$(head -n 40 "$folder/explanation.txt")" >>"$folder/summary.md"
  fi
fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  cat "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"
  as github -
fi
"$radgauge" gate "$folder/run" --baseline "$baseline"
code=$?
if [[ -s $folder/explanation.txt ]]; then printf '\n%s\n' "$(head -n 1 "$folder/explanation.txt")"; fi
exit "$code"
