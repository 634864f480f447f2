"""What MIRP's perturbations make of one image and mask: voxels, faces and intensities inside, one row each.

Usage: perturb_mirp.py IMAGE MASK OUTPUT.csv       (pip install mirp)

Columns: case, condition (the name that radgauge gives it), repetition, then what was measured; `dice` is with
the mask of the base condition, voxel by voxel. `case` is "matched" (settings that compute what radgauge is
asked for) or names the setting of MIRP that was left at its default.
"""
import csv
import logging
import sys
import warnings

import mirp
import numpy as np

COLUMNS = ["voxels", "faces", "components", "dice", "mean", "sd", "min", "p10", "median", "p90", "max"]
MATCHED = {
    "image_modality": "ct",
    "by_slice": False,
    "new_spacing": 1.0,
    "spline_order": 3,
    "roi_spline_order": 1,
    "anti_aliasing": False,
    "perturbation_roi_adapt_max_erosion": 0.0,
}


def faces(mask):
    padded = np.pad(mask, 1)
    return sum(int(np.count_nonzero(np.diff(padded.astype(np.int8), axis=axis))) for axis in range(3))


def components(mask):
    from scipy import ndimage

    return ndimage.label(mask)[1]


def dice(before, after):
    return 2 * np.count_nonzero(before & after) / (before.sum() + after.sum())


def measure(image, mask, base):
    inside = image[mask].astype(float)
    low, median, high = np.percentile(inside, [10, 50, 90])
    return [
        int(mask.sum()), faces(mask), components(mask), dice(base, mask), inside.mean(), inside.std(),
        inside.min(), low, median, high, inside.max(),
    ]


def perturbed(image, mask, settings):
    """Image and mask of every draw, as arrays."""
    for result in mirp.extract_images(
        image=image, mask=mask, write_images=False, export_images=True, image_export_format="numpy", **settings
    ):
        images, masks = result[0], result[1]
        for roi in masks:
            yield np.asarray(images[0]), np.asarray(roi).astype(bool)


def grown_balls():
    """A digital ball of 15 mm in voxels of 1 mm, whose volume after growing is known."""
    from mirp._images.mask_image import MaskImage

    z, y, x = np.ogrid[:48, :48, :48]
    ball = (x - 23.5) ** 2 + (y - 23.5) ** 2 + (z - 23.5) ** 2 <= 15**2
    for d in (0, -3, -2, -1.5, -1, 1, 1.5, 2, 3):
        roi = MaskImage(
            image_data=ball, image_spacing=(1.0,) * 3, image_dimensions=(48,) * 3, image_origin=(0.0,) * 3,
            image_orientation=np.eye(3), separate_slices=False,
        )
        roi.set_voxel_grid(ball)
        if d > 0:
            roi.dilate(distance=float(d))
        elif d < 0:
            roi.erode(distance=float(d), max_eroded_volume_fraction=0.0)
        yield f"mask.grow_mm:distance_mm={d}" if d else "base", roi.get_voxel_grid(), ball


def main(image, mask, output):
    warnings.simplefilter("ignore")
    logging.disable(logging.INFO)
    conditions = [("base", {})]
    conditions += [
        (f"geom.gridshift:shift_x={e}:shift_y={e}:shift_z={e}", {"perturbation_translation_fraction": e})
        for e in (0.25, 0.5, 0.75)
    ]
    conditions += [
        (f"geom.rotate:angle_deg={a:g}", {"perturbation_rotation_angles": float(a)}) for a in (-10, -5, 5, 10)
    ]
    conditions += [
        (f"mask.grow_mm:distance_mm={d}", {"perturbation_roi_adapt_size": float(d)})
        for d in (-3, -2, -1.5, -1, 1, 1.5, 2, 3)
    ]
    conditions += [
        (
            f"mask.grow_fraction:fraction={f}",
            {"perturbation_roi_adapt_type": "fraction", "perturbation_roi_adapt_size": f},
        )
        for f in (-0.2, -0.1, 0.1, 0.2)
    ]
    conditions += [("mask.supervoxel:parity=mirp", {"perturbation_randomise_roi_repetitions": 20})]
    runs = [("matched", name, change) for name, change in conditions]
    runs += [
        ("anti_aliasing", name, {"anti_aliasing": True, **change})
        for name, change in conditions
        if name == "base" or "grid" in name or "rotate" in name
    ]
    runs += [
        ("max_erosion", name, {"perturbation_roi_adapt_max_erosion": 0.8, **change})
        for name, change in conditions
        if "distance_mm=-" in name
    ]
    with open(output, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["case", "condition", "repetition"] + COLUMNS)
        base = next(perturbed(image, mask, MATCHED))[1]
        for case, name, change in runs:
            for repetition, (volume, roi) in enumerate(perturbed(image, mask, {**MATCHED, **change})):
                row = measure(volume, roi, base)
                table.writerow([case, name, repetition] + [f"{v:.10g}" for v in row])
                file.flush()
        for name, roi, ball in grown_balls():
            row = measure(np.zeros(roi.shape), roi, ball)
            table.writerow(["ball", name, 0] + [f"{v:.10g}" for v in row])


if __name__ == "__main__":
    main(*sys.argv[1:4])
