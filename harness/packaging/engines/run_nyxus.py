"""Features of one prepared image and mask by nyxus.

Usage: run_nyxus.py IMAGE MASK OUTPUT.csv DISCRETISATION BIN_COUNT       (pip install nyxus)
"""
import pathlib
import shutil
import sys
import tempfile

import nyxus

image, mask, output, discretisation, bin_count = sys.argv[1:6]
if discretisation != "fbn":
    sys.exit(f"nyxus bins by number (fbn), and the extraction asks for {discretisation}")
engine = nyxus.Nyxus3D(["*3D_ALL*"], ibsi=False, coarse_gray_depth=int(bin_count), n_feature_calc_threads=1)
if hasattr(engine, "set_metaparam"):  # older versions have no such parameter
    engine.set_metaparam("3ngtdm/radius=1")  # its default leaves every NGTDM feature 0
with tempfile.TemporaryDirectory() as folder:
    # Image and mask are told apart by their folder; the names must be equal.
    for kind, path in (("image", image), ("mask", mask)):
        place = pathlib.Path(folder) / kind
        place.mkdir()
        shutil.copy(path, place / ("region" + "".join(pathlib.Path(path).suffixes)))
    table = engine.featurize_directory(f"{folder}/image", f"{folder}/mask", r".*\.nii(\.gz)?")
table.to_csv(output, index=False)
