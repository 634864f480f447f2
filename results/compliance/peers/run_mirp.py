"""Features of one image and mask by MIRP under the settings of the IBSI 1 digital phantom, as MIRP names them.

Usage: run_mirp.py IMAGE MASK OUTPUT.csv       (pip install mirp)
"""
import sys

import mirp

image, mask, output = sys.argv[1:4]
directions = ["2d_average", "2d_slice_merge", "2.5d_direction_merge", "2.5d_volume_merge", "3d_average", "3d_volume_merge"]
zones = ["2d", "2.5d", "3d"]
table = mirp.extract_features(
    image=image,
    mask=mask,
    image_modality="ct",
    by_slice=False,
    base_feature_families="all",
    base_discretisation_method="none",
    ivh_discretisation_method="none",
    glcm_distance=1.0,
    ngldm_distance=1.0,
    ngldm_difference_level=0.0,
    glcm_spatial_method=directions,
    glrlm_spatial_method=directions,
    glszm_spatial_method=zones,
    gldzm_spatial_method=zones,
    ngtdm_spatial_method=zones,
    ngldm_spatial_method=zones,
    export_features=True,
    write_features=False,
)[0]
# Folders of this machine stay out of the table.
table = table.drop(columns=[name for name in table.columns if "directory" in name])
table.to_csv(output, index=False)
