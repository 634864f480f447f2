"""Features of one image and mask by pyradiomics under the settings of the IBSI 1 digital phantom: one row for each of
the four ways in which it merges directions (3D or slices; averaged or merged).

Usage: run_pyradiomics.py IMAGE MASK OUTPUT.csv       (pip install pyradiomics)
"""
import csv
import os
import sys

from radiomics import featureextractor, shape

image, mask, output = sys.argv[1:4]
rows = []
for slices in (False, True):
    for merged in (False, True):
        settings = {"binWidth": 1, "force2D": slices, "force2Ddimension": 0, "label": 1}
        if merged:
            settings["weightingNorm"] = "no_weighting"
        extractor = featureextractor.RadiomicsFeatureExtractor(**settings)
        extractor.disableAllFeatures()
        for family in ("firstorder", "glcm", "glrlm", "glszm", "ngtdm", "gldm"):
            extractor.enableFeatureClassByName(family)
        if not slices:
            # Also those that follow from others and are left out by default.
            extractor.enableFeaturesByName(shape=list(shape.RadiomicsShape.getFeatureNames()))
        names = {"Image": os.path.basename(image), "Mask": os.path.basename(mask)}
        rows.append({**names, **extractor.execute(image, mask)})
columns = list(dict.fromkeys(name for row in rows for name in row))
with open(output, "w", newline="") as file:
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(rows)
