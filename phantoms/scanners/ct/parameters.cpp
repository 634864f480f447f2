#include "phantoms/scanners/ct/parameters.h"

#include "core/text.h"

namespace radgauge::phantoms::ct {

FieldList<Parameters> Parameters::fields() {
  using P = Parameters;
  using imaging::SliceProfile;
  return {
      field("window", &P::window,
            {{"hann", Window::hann},
             {"shepp_logan", Window::shepp_logan},
             {"soft", Window::soft},
             {"standard", Window::standard},
             {"bone", Window::bone}},
            "apodisation of the ramp filter; soft, standard and bone pass through five published values"),
      field("window_cutoff", &P::window_cutoff, "1", between(0.05, 10),
            "of hann: where the window reaches 0, over the detector's Nyquist frequency"),
      field("detector_pitch_mm", &P::detector_pitch_mm, "mm", between(0.05, 10),
            "distance between detector elements, at the isocentre; 0.9 of it sees photons"),
      field("pixel_mm", &P::pixel_mm, "mm", between(0.05, 10), "size of a pixel"),
      field("matrix", &P::matrix, "voxel", between(1, 4096), "pixels along x and y"),
      field("slice_mm", &P::slice_mm, "mm", between(0.1, 50),
            "distance between slices, and width of the slice profile: of its box, or of its Gaussian at half "
            "maximum"),
      field("slice_profile", &P::slice_profile,
            {{"box", SliceProfile::box}, {"gaussian", SliceProfile::gaussian}}, "sensitivity along z"),
      field("views", &P::views, "1", between(16, 20000), "projections over half a turn"),
      field("photons", &P::photons, "1", between(1, 1e12),
            "photons of each ray of a final slice, before the object"),
      field("electronic_noise", &P::electronic_noise, "1", between(0, 1e9),
            "standard deviation of each reading, in photons"),
      field("focal_spot_sigma_mm", &P::focal_spot_sigma_mm, "mm", between(0, 20),
            "Gaussian blur of the focal spot"),
      field("cupping_hu", &P::cupping_hu, "HU", between(0, 500),
            "fault: how far the centre of 200 mm of water lies below its rim (uncorrected beam hardening)"),
      field("ring_percent", &P::ring_percent, "%", between(0, 20),
            "fault: standard deviation of the gains of the detector elements"),
      field(
          "tube_drift_percent", &P::tube_drift_percent, "%", between(-20, 20),
          "fault: rise of the attenuation from the first view, where it is right, to the last (falling tube "
          "voltage)"),
      field("denoise_share", &P::denoise_share, "1", between(0, 1),
            "share of a smoothed image in the result, as iterative reconstruction blends it; 0: none"),
      field("denoise_sigma_mm", &P::denoise_sigma_mm, "mm", between(0, 20),
            "smoothing of that image at 300000 photons; it grows as the fourth root of 300000 / photons"),
      field("mtf_file", &P::mtf_file, "CSV of frequency (1/mm) and MTF; it replaces the window"),
      field("nps_file", &P::nps_file,
            "CSV of frequency (1/mm) and noise power (HU^2 mm^2) at the centre of 200 mm of water"),
      field("slice_profile_file", &P::slice_profile_file,
            "CSV of z (mm) and sensitivity; it replaces slice_profile"),
  };
}

std::string Parameters::problem() const {
  if (window != Window::hann && window_cutoff != 1)
    return "window_cutoff = " + to_text(window_cutoff) +
           " belongs to window hann, and this window has none; leave it out";
  if (focal_spot_sigma_mm > 2 * detector_pitch_mm)
    return "focal_spot_sigma_mm = " + to_text(focal_spot_sigma_mm) +
           " is above twice detector_pitch_mm = " + to_text(detector_pitch_mm) +
           "; no image is left of such a spot";
  if (!mtf_file.empty() && denoise_share > 0)
    return "mtf_file says the whole transfer of the scanner, denoise_share = " + to_text(denoise_share) +
           " would change it; leave one of them out";
  if (!mtf_file.empty() && window_cutoff != 1)
    return "mtf_file replaces the window; leave window_cutoff = " + to_text(window_cutoff) + " out";
  return {};
}

}  // namespace radgauge::phantoms::ct
