"""Features of one prepared image and mask by pyradiomics: one row with directions averaged, one with them merged.

Usage: run_pyradiomics.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_WIDTH BIN_COUNT       (pip install pyradiomics)
"""
import csv
import sys

from radiomics import featureextractor, shape

image, mask, output, discretisation, bin_width, bin_count = sys.argv[1:7]
bins = {"fbs": {"binWidth": float(bin_width)}, "fbn": {"binCount": int(bin_count)}, "none": {"binWidth": 1}}
rows = []
for merged in (False, True):
    settings = {**bins[discretisation], "force2D": False, "label": 1, "distances": [1]}
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
