#!/usr/bin/env python3
"""drift_table.py RADGAUGE FOLDER [PATIENTS]: time and memory of a drift analysis of an imported table.

Makes FOLDER/table.csv (10,000 patients x 20 scanners x 50 features, tidy, 10 million rows), ten signatures of all 50
features, imports the table and analyses it with 1,000 draws of patients. Prints the seconds of both and the largest
resident memory of each. Needs about 3 GB of disk and nothing but Python."""
import os
import random
import resource
import subprocess
import sys
import time

program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
patients = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
SCANNERS, FEATURES, MODELS = 20, 50, 10
os.makedirs(folder)
os.chdir(folder)
draw = random.Random(20261130)

with open("patients.csv", "w") as cohort, open("table.csv", "w") as table:
    cohort.write("patient,relapse,sex\n")
    table.write("patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n")
    for p in range(patients):
        own = [draw.gauss(0, 1) for _ in range(FEATURES)]
        outcome = 1 if own[0] + own[1] + 2 * draw.gauss(0, 1) > 0 else 0
        cohort.write(f"P{p},{outcome},{'fm'[p % 2]}\n")
        for s in range(SCANNERS):
            for f in range(FEATURES):
                value = own[f] + (0.3 * draw.gauss(0, 1) + 0.1 * s * (0.3 if f % 7 == 0 else 0.02) if s else 0)
                table.write(f"P{p},1,,,,S{s:02d},,base,f{f},{value:.9g},1,ok\n")

entries = []
for m in range(MODELS):
    terms = ", ".join(
        f"{{feature: f{f}, coefficient: {(0.5 if f < 2 else 0.02) + 0.01 * m:.3f}}}" for f in range(FEATURES))
    entries.append(f"  - {{model: m{m}, link: logit, threshold: 0.5, outcome: relapse, intercept: 0, terms: [{terms}]}}\n")
with open("study.yaml", "w") as study:
    study.write("study: many\nmodels:\n" + "".join(entries) + "drift: {over: scanner, reference: S00, groups: [sex]}\n")


def timed(what, *arguments):
    start = time.monotonic()
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    print(f"{what}: {time.monotonic() - start:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of CPU, "
          f"{usage.ru_maxrss / 1024:.0f} MiB at most", flush=True)
    if status:
        sys.exit(f"{what} failed")


timed("import", "import", "table.csv", "--format", "tidy", "--cohort", "patients.csv", "-o", "run")
timed("analyse", "analyse", "run", "--study", "study.yaml")
