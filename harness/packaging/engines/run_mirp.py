"""Features of one prepared image and mask by MIRP, as MIRP names them.

Usage: run_mirp.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_WIDTH BIN_COUNT LOWER UPPER IVH IVH_WIDTH IVH_COUNT MODALITY
(pip install mirp)
LOWER and UPPER are the bounds of resegmentation, -inf and inf without; IVH is a discretisation (none, fbn, fbs).
"""
import math
import sys

import mirp

image, mask, output, discretisation, bin_width, bin_count, lower, upper = sys.argv[1:9]
ivh, ivh_width, ivh_count, modality = sys.argv[9:13]
methods = {"fbs": "fixed_bin_size", "fbn": "fixed_bin_number", "none": "none"}
settings = {"base_discretisation_method": methods[discretisation], "ivh_discretisation_method": methods[ivh]}
if ivh == "fbs":
    settings["ivh_discretisation_bin_width"] = float(ivh_width)
if ivh == "fbn":
    settings["ivh_discretisation_n_bins"] = int(ivh_count)
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
    image_modality={"CT": "ct", "MR": "mr", "PET": "pet"}.get(modality, "generic"),
    by_slice=False,
    base_feature_families="all",
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
