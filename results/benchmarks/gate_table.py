#!/usr/bin/env python3
"""gate_table.py RADGAUGE FOLDER [RECORD.csv [FORM [OBJECTS]]]: time and memory of a large table, imported, analysed and gated.

Makes FOLDER/table.csv of 10,000 objects x 50 conditions x 200 features (10^8 values), imports it, analyses it (one question over
conditions, delete-one-patient jackknife), saves a baseline, and holds the run against it; and imports a wide table of 10,000 rows
x 1,250 features. FORM is wide (a row per object and condition, 1 GB; the default) or tidy (a row per value, 6 GB). Prints seconds,
CPU seconds and the largest resident memory of each step, and adds them to RECORD.csv. Needs nothing but Python."""
import csv
import os
import platform
import random
import subprocess
import sys
import time

program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
record = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 and sys.argv[3] else ""
form = sys.argv[4] if len(sys.argv) > 4 else "wide"
objects = int(sys.argv[5]) if len(sys.argv) > 5 else 10000
CONDITIONS, FEATURES, WIDE = 50, 200, 1250
os.makedirs(folder)
os.chdir(folder)
draw = random.Random(20261130)
noise = [draw.gauss(0, 0.3) for _ in range(100003)]  # of prime length, so that no two cells have the same
names = ["base"] + [f"noise.white:k=1#{c}" for c in range(1, CONDITIONS)]

with open("table.csv", "w") as table:
    if form == "wide":
        table.write("patient,condition," + ",".join(f"f{f}" for f in range(FEATURES)) + "\n")
    else:
        table.write("patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n")
    at = 0
    for p in range(objects):
        own = [draw.gauss(0, 1) for _ in range(FEATURES)]
        for name in names:
            values = [f"{own[f] + noise[(at + f) % 100003]:.9g}" for f in range(FEATURES)]
            at += FEATURES
            if form == "wide":
                table.write(f"P{p},{name}," + ",".join(values) + "\n")
            else:
                table.writelines(f"P{p},1,,,,,,{name},f{f},{values[f]},1,ok\n" for f in range(FEATURES))
with open("wide.csv", "w") as table:
    table.write("patient," + ",".join(f"f{f}" for f in range(WIDE)) + "\n")
    for p in range(objects):
        table.write(f"P{p}," + ",".join(f"{noise[(p * WIDE + f) % 100003]:.9g}" for f in range(WIDE)) + "\n")
with open("study.yaml", "w") as study:
    study.write("study: many\nquestions: [{name: noise, over: noise.white, limits: {icc_lower: 0.75}}]\n")

rows = []


def timed(what, *arguments):
    start = time.monotonic()
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    row = [form, what, f"{time.monotonic() - start:.1f}", f"{usage.ru_utime + usage.ru_stime:.1f}",
           f"{usage.ru_maxrss / 1024:.0f}", f"{os.getloadavg()[0]:.1f}"]
    print("{1}: {2} s, {3} s of CPU, {4} MiB at most, load {5}".format(*row), flush=True)
    rows.append(row)
    if status:
        sys.exit(f"{what} failed")


timed("import", "import", "table.csv", "--format", form, "-o", "run")
timed("analyse", "analyse", "run", "--study", "study.yaml")
timed("gate --save", "gate", "run", "--save", "baseline.csv")
timed("gate --baseline", "gate", "run", "--baseline", "baseline.csv")
timed(f"import of {objects} x {WIDE}", "import", "wide.csv", "--format", "wide", "-o", "wide")
if record:
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    new = not os.path.exists(record)
    with open(record, "a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(["table", "step", "seconds", "cpu_seconds", "peak_mib", "load", "objects", "version", "processor"])
        for row in rows:
            writer.writerow([*row, objects, version, f"{os.cpu_count()} x {platform.machine()}"])
