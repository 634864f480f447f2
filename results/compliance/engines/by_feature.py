#!/usr/bin/env python3
"""by_feature.py TIDY.csv OUTPUT.csv: where software disagrees. A row for each feature and engine that measures it.

TIDY.csv is what `radgauge export RUN` writes. equal: the share of the cells whose value is that of the
built-in extractor within 1e-6 of it; within_1_percent: within 1 %; largest_relative: the largest difference as part of
the built-in value; largest_of_sd: as part of the standard deviation over patients of the built-in value, as acquired.
"""
import collections
import csv
import math
import statistics
import sys

values = collections.defaultdict(dict)  # feature -> (engine, patient, condition) -> value
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        if row["status"] == "ok":
            values[row["feature"]][row["engine"], row["patient"], row["condition"]] = float(row["value"])


def row_of(feature, engine, cells):
    ours = {key[1:]: value for key, value in cells.items() if key[0] == "built-in"}
    pairs = [(value, ours[key[1:]]) for key, value in cells.items() if key[0] == engine and key[1:] in ours]
    if not pairs:
        return None
    relative = [abs(a - b) / abs(b) if b else (0 if a == b else math.inf) for a, b in pairs]
    acquired = [value for (_, condition), value in ours.items() if condition == "base"]
    sd = statistics.stdev(acquired) if len(acquired) > 1 else math.nan
    largest = max(abs(a - b) for a, b in pairs)
    return [feature, engine, len(pairs), f"{sum(r <= 1e-6 for r in relative) / len(pairs):.3f}",
            f"{sum(r <= 0.01 for r in relative) / len(pairs):.3f}", f"{max(relative):.3g}",
            f"{largest / sd:.3g}" if sd > 0 else ""]


with open(sys.argv[2], "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["feature", "engine", "cells", "equal", "within_1_percent", "largest_relative", "largest_of_sd"])
    for feature, cells in values.items():
        for engine in sorted({key[0] for key in cells} - {"built-in"}):
            row = row_of(feature, engine, cells)
            if row:
                writer.writerow(row)
