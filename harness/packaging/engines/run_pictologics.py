"""Features of one prepared image and mask by pictologics, as it names them.

Usage: run_pictologics.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_WIDTH BIN_COUNT LOWER UPPER IVH IVH_WIDTH IVH_COUNT
(pip install pictologics, Python 3.12 or later)
LOWER and UPPER are the bounds of resegmentation, -inf and inf without; IVH is a discretisation (none, fbn, fbs).
"""
import csv
import math
import os
import sys

os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # cells are measured side by side already
from pictologics import RadiomicsPipeline

image, mask, output, discretisation, bin_width, bin_count, lower, upper = sys.argv[1:9]
ivh, ivh_width, ivh_count = sys.argv[9:12]
bounds = {"range_min": float(lower), "range_max": float(upper)}
bounds = {name: bound for name, bound in bounds.items() if math.isfinite(bound)}


def bins(method, width, count):
    """Bins of fixed width begin at the lower bound of resegmentation, where there is one."""
    if method == "fbn":
        return {"method": "FBN", "n_bins": int(count)}
    origin = {"min_val": bounds["range_min"]} if "range_min" in bounds else {}
    return {"method": "FBS", "bin_width": float(width), **origin}


steps = [{"step": "resegment", "params": bounds}] if bounds else []
families = ["intensity", "morphology", "ivh"]
if discretisation != "none":
    steps.append({"step": "discretise", "params": bins(discretisation, bin_width, bin_count)})
    families += ["histogram", "texture"]
features = {"families": families, "include_spatial_intensity": True, "include_local_intensity": True}
if ivh == "none":
    features["ivh_use_continuous"] = True
else:
    features["ivh_discretisation"] = bins(ivh, ivh_width, ivh_count)
pipeline = RadiomicsPipeline(load_standard=False)
pipeline.add_config("study", steps + [{"step": "extract_features", "params": features}])
row = pipeline.run(image=image, mask=mask, config_names=["study"])["study"]
with open(output, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(row.index)
    writer.writerow([repr(float(value)) for value in row])
