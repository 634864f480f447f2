"""Features of one image and mask by nyxus under the settings of the IBSI 1 digital phantom.

Usage: run_nyxus.py IMAGE MASK OUTPUT.csv       (pip install nyxus)
"""
import pathlib
import shutil
import sys
import tempfile

import nyxus

image, mask, output = sys.argv[1:4]
engine = nyxus.Nyxus3D(["*3D_ALL*"], ibsi=True, coarse_gray_depth=6, n_feature_calc_threads=1)
engine.set_metaparam("3ngtdm/radius=1")  # its default leaves every NGTDM feature 0
with tempfile.TemporaryDirectory() as folder:
    # Image and mask are told apart by their folder; the names must be equal.
    for kind, path in (("image", image), ("mask", mask)):
        place = pathlib.Path(folder) / kind
        place.mkdir()
        shutil.copy(path, place / "phantom.nii.gz")
    table = engine.featurize_directory(f"{folder}/image", f"{folder}/mask", r".*\.nii\.gz")
table.to_csv(output, index=False)
