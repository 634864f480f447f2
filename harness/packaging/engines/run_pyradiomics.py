"""Features of one prepared image and mask by pyradiomics: one row with directions averaged, one with them merged.

Usage: run_pyradiomics.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_WIDTH BIN_COUNT LOWER UPPER       (pip install pyradiomics)
LOWER and UPPER are the bounds of resegmentation, -inf and inf without.
"""
import csv
import math
import sys

from radiomics import featureextractor, shape

image, mask, output, discretisation, bin_width, bin_count, lower, upper = sys.argv[1:9]
bins = {"fbs": {"binWidth": float(bin_width)}, "fbn": {"binCount": int(bin_count)}, "none": {"binWidth": 1}}
bounds = [float(lower), float(upper)]
resegmented = {} if all(map(math.isinf, bounds)) else {"resegmentRange": bounds, "resegmentMode": "absolute"}
rows = []
for merged in (False, True):
    settings = {**bins[discretisation], **resegmented, "force2D": False, "label": 1, "distances": [1]}
    if merged:
        settings["weightingNorm"] = "no_weighting"
    extractor = featureextractor.RadiomicsFeatureExtractor(**settings)
    extractor.disableAllFeatures()
    for family in ("firstorder", "glcm", "glrlm", "glszm", "ngtdm", "gldm"):
        extractor.enableFeatureClassByName(family)
    if not merged:
        # Also those that follow from others and are left out by default.
        extractor.enableFeaturesByName(shape=list(shape.RadiomicsShape.getFeatureNames()))
    rows.append(extractor.execute(image, mask))
columns = list(dict.fromkeys(name for row in rows for name in row))
with open(output, "w", newline="") as file:
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(rows)
