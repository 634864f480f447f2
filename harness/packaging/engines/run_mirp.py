"""Features of one prepared image and mask by MIRP, as MIRP names them.

Usage: run_mirp.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_WIDTH BIN_COUNT LOWER UPPER       (pip install mirp)
LOWER and UPPER are the bounds of resegmentation, -inf and inf without.
"""
import math
import sys

import mirp

image, mask, output, discretisation, bin_width, bin_count, lower, upper = sys.argv[1:9]
method = {"fbs": "fixed_bin_size", "fbn": "fixed_bin_number", "none": "none"}[discretisation]
settings = {"base_discretisation_method": method}
if discretisation == "fbs":
    settings["base_discretisation_bin_width"] = float(bin_width)
if discretisation == "fbn":
    settings["base_discretisation_n_bins"] = int(bin_count)
bounds = [float(lower), float(upper)]
if not all(map(math.isinf, bounds)):
    settings["resegmentation_intensity_range"] = [math.nan if math.isinf(x) else x for x in bounds]
directions = ["3d_average", "3d_volume_merge"]
table = mirp.extract_features(
    image=image,
    mask=mask,
    image_modality="ct",
    by_slice=False,
    base_feature_families="all",
    ivh_discretisation_method="none",
    glcm_distance=1.0,
    ngldm_distance=1.0,
    ngldm_difference_level=0.0,
    glcm_spatial_method=directions,
    glrlm_spatial_method=directions,
    glszm_spatial_method="3d",
    gldzm_spatial_method="3d",
    ngtdm_spatial_method="3d",
    ngldm_spatial_method="3d",
    export_features=True,
    write_features=False,
    **settings,
)[0]
# Folders of this machine stay out of the table.
table = table.drop(columns=[name for name in table.columns if "directory" in name])
table.to_csv(output, index=False)
