"""Maps of scipy, PyWavelets and ITK beside those of radgauge: compared first, then timed.

Usage: filters_peers.py RADGAUGE IMAGE OUTPUT.csv     (pip install scipy PyWavelets SimpleITK)

A row is a filter and a peer: the largest difference of a voxel as part of the range of our map, and, where it is at most
1 %, the CPU time of the peer in ns per voxel, on one thread, best of five, without reading and writing. What a peer
defines otherwise (scipy's and ITK's Laplacians of Gaussians are not sampled as IBSI 2 samples them) is compared inside,
five standard deviations from the ends.
"""
import csv
import os
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"):
    os.environ[name] = "1"
import numpy
import pywt
import scipy
import scipy.ndimage as ndimage
import scipy.signal as signal
import SimpleITK as sitk

program, image_file, output = sys.argv[1:4]
sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
image = sitk.ReadImage(image_file, sitk.sitkFloat32)
voxels = sitk.GetArrayFromImage(image)  # z y x
spacing = numpy.array(image.GetSpacing()[::-1])


def itk(function):
    return lambda: sitk.GetArrayFromImage(function(image))


def stationary_band(wavelet, band):
    """One band by convolution along each axis, mirrored at the ends, the taps with a 0 after them."""
    taps = {"L": pywt.Wavelet(wavelet).dec_lo, "H": pywt.Wavelet(wavelet).dec_hi}

    def make():
        out = voxels
        for axis, letter in zip((2, 1, 0), band):
            out = ndimage.convolve1d(out, numpy.array(taps[letter] + [0.0]), axis=axis, mode="reflect")
        return out

    return make


def stationary_transform(wavelet, band):
    """All eight bands at once, periodic, as PyWavelets makes them; it needs an even number of voxels."""
    keys = {"L": "a", "H": "d"}
    even = voxels[tuple(slice(0, n - n % 2) for n in voxels.shape)]

    def make():
        return pywt.swtn(even, wavelet, 1)[0]["".join(keys[letter] for letter in band[::-1])]

    return make


def laplacian(sigma_mm):
    # scipy's is in voxels; ours in units of the geometric mean of the spacings.
    unit = float(numpy.prod(spacing)) ** (2 / 3)
    return lambda: unit * sum(
        ndimage.gaussian_filter(voxels, sigma_mm / spacing, order=[2 if a == b else 0 for b in range(3)], truncate=4)
        / spacing[a] ** 2
        for a in range(3)
    )


def itk_laplacian(sigma_mm):
    unit = float(numpy.prod(spacing)) ** (2 / 3)
    return itk(lambda i: sitk.LaplacianRecursiveGaussian(i, sigma_mm) * unit)


def laws(kernels):
    taps = {"L5": [1, 4, 6, 4, 1], "E5": [-1, -2, 0, 2, 1], "S5": [-1, 0, 2, 0, -1]}

    def make():
        out = voxels
        for axis, name in zip((2, 1, 0), kernels):
            kernel = numpy.array(taps[name], dtype=float)
            # The response is a convolution; scipy's convolve1d is one, too.
            out = ndimage.convolve1d(out, kernel / numpy.sqrt((kernel**2).sum()), axis=axis, mode="reflect")
        return out

    return make


def gabor(sigma_mm, lambda_mm):
    """The modulus of one filter along x, slice by slice, by scipy's FFT over what is mirrored beyond the ends."""
    step = float(spacing[2])
    reach = int(numpy.ceil(5 * sigma_mm / step))
    y, x = numpy.mgrid[-reach:reach + 1, -reach:reach + 1] * step
    kernel = numpy.exp(-(x**2 + y**2) / (2 * sigma_mm**2) + 2j * numpy.pi * x / lambda_mm)[None].astype("complex64")

    def make():
        padded = numpy.pad(voxels, ((0, 0), (reach, reach), (reach, reach)), mode="symmetric")
        return numpy.abs(signal.oaconvolve(padded, kernel, mode="valid", axes=(1, 2)))

    return make


ROWS = [
    ("laws:kernels=E5L5S5", "scipy", laws(("E5", "L5", "S5")), 0),
    ("gabor:sigma_mm=3:lambda_mm=3", "scipy", gabor(3, 3), 15),
    ("mean:support_voxels=5", "scipy", lambda: ndimage.uniform_filter(voxels, 5, mode="reflect"), 0),
    ("mean:support_voxels=15", "scipy", lambda: ndimage.uniform_filter(voxels, 15, mode="reflect"), 0),
    ("mean:support_voxels=5:boundary=nearest", "ITK", itk(lambda i: sitk.Mean(i, [2, 2, 2])), 0),
    ("mean:support_voxels=15:boundary=nearest", "ITK", itk(lambda i: sitk.Mean(i, [7, 7, 7])), 0),
    ("log:sigma_mm=1:zero_mean=true", "scipy", laplacian(1), 5),
    ("log:sigma_mm=3:zero_mean=true", "scipy", laplacian(3), 15),
    ("log:sigma_mm=5:zero_mean=true", "scipy", laplacian(5), 25),
    ("log:sigma_mm=1:zero_mean=true", "ITK", itk_laplacian(1), 5),
    ("log:sigma_mm=3:zero_mean=true", "ITK", itk_laplacian(3), 15),
    ("log:sigma_mm=5:zero_mean=true", "ITK", itk_laplacian(5), 25),
    ("gradient", "ITK", itk(sitk.GradientMagnitude), 0),
    ("wavelet:wavelet=coif1:subband=LLH", "scipy with PyWavelets' taps", stationary_band("coif1", "LLH"), 0),
    ("wavelet:wavelet=coif1:subband=LLH:boundary=periodic", "PyWavelets (all 8 bands)",
     stationary_transform("coif1", "LLH"), None),
]


def our_map(text):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "map.nii.gz")
        subprocess.run([program, "filter", image_file, "--filter", text, "-o", file], check=True,
                       stdout=subprocess.DEVNULL)
        return sitk.GetArrayFromImage(sitk.ReadImage(file)).astype(float)


def difference(ours, theirs, margin_mm):
    if margin_mm is None:
        # Taps of an even number have their middle elsewhere: the peer's map is shifted, and periodic.
        ours = ours[tuple(slice(0, n) for n in theirs.shape)]
        inner = tuple(slice(12, -12) for _ in range(3))
        return min(
            numpy.abs(ours - numpy.roll(theirs, shift, (0, 1, 2)))[inner].max()
            for shift in numpy.ndindex(7, 7, 7) for shift in [tuple(s - 3 for s in shift)]
        )
    inner = tuple(slice(m, n - m) for m, n in zip(numpy.ceil(margin_mm / spacing).astype(int), theirs.shape))
    return numpy.abs(ours - theirs)[inner].max()


def cpu_ns(make):
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        make()
        best = min(best, time.process_time() - start)
    return 1e9 * best / voxels.size


versions = {"scipy": f"scipy {scipy.__version__}", "ITK": f"ITK {sitk.Version.ITKVersionString()}",
            "PyWavelets": f"PyWavelets {pywt.__version__}"}
with open(output, "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["filter", "peer", "version", "largest_difference_percent_of_range", "ns_per_voxel"])
    for text, peer, make, margin in ROWS:
        ours = our_map(text)
        percent = 100 * difference(ours, make().astype(float), margin) / (ours.max() - ours.min())
        version = "; ".join(v for k, v in versions.items() if k in peer)
        nanoseconds = f"{cpu_ns(make):.3g}" if percent <= 1 else ""
        writer.writerow([text, peer, version, f"{percent:.2g}", nanoseconds])
        print(text, peer, f"{percent:.2g} %", nanoseconds, flush=True)
